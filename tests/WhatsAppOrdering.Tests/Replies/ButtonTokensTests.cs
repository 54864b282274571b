using System.ComponentModel.DataAnnotations;
using System.Text;
using Shouldly;
using WhatsAppOrdering.Replies;
using Xunit;

namespace WhatsAppOrdering.Tests.Replies;

public sealed class ButtonTokensTests
{
    private static readonly string Token = Sample.Tokens.Sign(ButtonAction.ConfirmCart, Sample.Wholesaler, Sample.Subject, 65535, Sample.Person);

    [Fact]
    public void A_token_says_what_was_signed_and_fits_a_button()
    {
        Token.Length.ShouldBe(84);
        Sample.Tokens.Read(Token, Sample.Person, out var reading)
            .ShouldBe(new ButtonToken(Sample.Wholesaler, Sample.Subject, 65535, ButtonAction.ConfirmCart));
        reading.ShouldBe(ButtonReading.Genuine);
    }

    [Fact]
    public void The_form_is_stable_because_old_buttons_stay_on_phones() =>
        Token.ShouldBe("v1.C298HgAAcACAAAAAAAAAAQtvfB4AAHAAgAAAAAAAAKr__wF-P3PGbiN7vQ.byTQXXR3INoSaW-lzeN_uQ");

    [Fact]
    public void A_flipped_bit_anywhere_is_noticed()
    {
        for (var at = 0; at < Token.Length; at++)
        {
            for (var bit = 0; bit < 7; bit++)
            {
                var bytes = Encoding.ASCII.GetBytes(Token);
                bytes[at] ^= (byte)(1 << bit);
                Sample.Tokens.Read(Encoding.ASCII.GetString(bytes), Sample.Person, out var reading).ShouldBeNull($"byte {at}, bit {bit}");
                reading.ShouldBeOneOf(ButtonReading.Malformed, ButtonReading.Forged);
            }
        }
    }

    [Fact]
    public void A_token_of_a_strange_key_is_forged()
    {
        Sample.TokensOf(Sample.Key(9)).Read(Token, Sample.Person, out var reading).ShouldBeNull();
        reading.ShouldBe(ButtonReading.Forged);
    }

    [Fact]
    public void A_forwarded_button_does_nothing_for_another_person()
    {
        Sample.Tokens.Read(Token, Guid.CreateVersion7(), out var reading).ShouldBeNull();
        reading.ShouldBe(ButtonReading.OtherPersons);
    }

    [Fact]
    public void During_rotation_old_buttons_count_and_new_ones_have_the_new_key()
    {
        var rotated = Sample.TokensOf(Sample.Key(2), previous: Sample.Key(1));

        rotated.Read(Token, Sample.Person).ShouldNotBeNull();
        var fresh = rotated.Sign(ButtonAction.KeepOrder, Sample.Wholesaler, Sample.Subject, 1, Sample.Person);
        Sample.TokensOf(Sample.Key(2)).Read(fresh, Sample.Person).ShouldNotBeNull();
        Sample.Tokens.Read(fresh, Sample.Person).ShouldBeNull();
    }

    [Fact]
    public void After_rotation_old_buttons_no_longer_count() =>
        Sample.TokensOf(Sample.Key(2)).Read(Token, Sample.Person).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("v1..")]
    [InlineData("confirm_order")]
    [InlineData("v2.")]
    public void What_is_no_token_is_malformed(string text)
    {
        Sample.Tokens.Read(text, Sample.Person, out var reading).ShouldBeNull();
        reading.ShouldBe(ButtonReading.Malformed);
        Sample.Tokens.Read(Token + "A", Sample.Person, out reading).ShouldBeNull();
        reading.ShouldBe(ButtonReading.Malformed);
    }

    [Fact]
    public void What_does_not_fit_a_token_is_not_signed()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Sample.Tokens.Sign(ButtonAction.ConfirmCart, Sample.Wholesaler, Sample.Subject, 65536, Sample.Person));
        Should.Throw<ArgumentOutOfRangeException>(() => Sample.Tokens.Sign((ButtonAction)99, Sample.Wholesaler, Sample.Subject, 1, Sample.Person));
    }

    [Fact]
    public void The_stored_numbers_of_the_actions_never_change() =>
        Enum.GetValues<ButtonAction>().Select(a => $"{(int)a} {a}").ShouldBe(
            ["1 ConfirmCart", "2 ChangeCart", "3 CancelCart", "4 ConfirmOrder", "5 RejectOrder", "6 CancelOrder", "7 KeepOrder", "8 ChooseWholesaler", "9 ApproveOrder", "10 DeclineOrder", "11 AskApproval",
                "12 TrustLink", "13 DistrustLink", "14 RaiseLimit", "15 ChangeOrder", "16 AcceptPrices", "17 ChooseProduct", "18 ChooseLanguage", "19 MoreWholesalers",
                "20 AddAgain", "21 ChangeLine", "22 Reorder", "23 FitCart", "24 TalkToPerson"]);

    [Theory]
    [InlineData("", null, "Buttons:SigningKey")]
    [InlineData("not base64!", null, "Buttons:SigningKey")]
    [InlineData("c2hvcnQ=", null, "Buttons:SigningKey")]
    [InlineData("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=", "c2hvcnQ=", "Buttons:SigningKeyPrevious")]
    public void A_missing_or_weak_key_is_named(string key, string? previous, string setting)
    {
        var options = new ButtonOptions { SigningKey = key, SigningKeyPrevious = previous };

        options.Validate(new ValidationContext(options)).ShouldHaveSingleItem().ErrorMessage!.ShouldStartWith(setting + " ");
        Should.Throw<ArgumentException>(() => Sample.TokensOf(key, previous)).Message.ShouldContain(setting);
    }
}
