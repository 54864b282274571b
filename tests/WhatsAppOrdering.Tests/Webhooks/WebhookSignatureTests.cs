using System.Text;
using System.Text.Json;
using Shouldly;
using WhatsAppOrdering.Webhooks;
using WhatsAppOrdering.WhatsApp;
using Xunit;

namespace WhatsAppOrdering.Tests.Webhooks;

/// <summary>The signatures were computed outside .NET; the first is the test vector of GitHub's "Validating webhook deliveries".</summary>
public class WebhookSignatureTests
{
    private const string Secret = "app-secret";
    private const string Escaped = """{"text":{"body":"caf\u00e9 \/ a\u0040b \ud83d\ude00"}}""";
    private const string EscapedSignature = "sha256=d1bcea6aa53d1fff1900d8d0047fcee30d0bd97d548a9f9707491f1cb7f90e48";
    private const string Plain = """{"text":{"body":"café / a@b 😀"}}""";
    private const string PlainSignature = "sha256=de676e89eaee4c8c3c07c29461fb276560d3eb6f73faadb9a209f055b27f42ba";

    [Theory]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData(Secret, Escaped, EscapedSignature)]
    [InlineData(Secret, Plain, PlainSignature)]
    public void The_bytes_that_Meta_signed_are_accepted(string secret, string body, string signature) =>
        Check(body, signature, new() { AppSecret = secret }).ShouldBeTrue();

    [Fact]
    public void A_reserialised_body_is_refused()
    {
        var rewritten = JsonSerializer.Serialize(JsonElement.Parse(Escaped));
        JsonElement.DeepEquals(JsonElement.Parse(rewritten), JsonElement.Parse(Escaped)).ShouldBeTrue();
        Check(rewritten, EscapedSignature, new() { AppSecret = Secret }).ShouldBeFalse();
        Check(Plain, EscapedSignature, new() { AppSecret = Secret }).ShouldBeFalse();
    }

    [Fact]
    public void One_changed_byte_is_refused() =>
        Check(Escaped.Replace("caf", "cab"), EscapedSignature, new() { AppSecret = Secret }).ShouldBeFalse();

    [Fact]
    public void Both_secrets_are_good_during_a_rotation()
    {
        Check(Escaped, EscapedSignature, new() { AppSecret = "new", AppSecretPrevious = Secret }).ShouldBeTrue();
        Check(Escaped, EscapedSignature, new() { AppSecret = Secret, AppSecretPrevious = "old" }).ShouldBeTrue();
        Check(Escaped, EscapedSignature, new() { AppSecret = "new", AppSecretPrevious = "old" }).ShouldBeFalse();
    }

    [Fact]
    public void Hex_of_either_case_is_accepted() =>
        Check(Escaped, "sha256=" + EscapedSignature[7..].ToUpperInvariant(), new() { AppSecret = Secret }).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha1=2fd4e1c67a2d28fced849ee1bb76e7391b93eb12")]
    [InlineData("sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    public void An_odd_header_is_refused(string? header) =>
        Check(Escaped, header, new() { AppSecret = Secret }).ShouldBeFalse();

    [Fact]
    public void A_right_signature_in_a_wrong_shape_is_refused()
    {
        var options = new WhatsAppOptions { AppSecret = Secret };
        Check(Escaped, EscapedSignature[7..], options).ShouldBeFalse();
        Check(Escaped, EscapedSignature[..^1], options).ShouldBeFalse();
        Check(Escaped, EscapedSignature[..^2], options).ShouldBeFalse();
        Check(Escaped, EscapedSignature + "0", options).ShouldBeFalse();
        Check(Escaped, EscapedSignature + "00", options).ShouldBeFalse();
        Check(Escaped, " " + EscapedSignature, options).ShouldBeFalse();
        Check(Escaped, $"{EscapedSignature},{EscapedSignature}", options).ShouldBeFalse();
        Check(Escaped, EscapedSignature.Replace("sha256", "SHA256"), options).ShouldBeFalse();
    }

    /// <summary>Whoever knows that the secret is blank can compute this signature.</summary>
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_blank_secret_opens_nothing(string blank)
    {
        var forged = "sha256=" + Convert.ToHexStringLower(
            System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes(blank), Encoding.UTF8.GetBytes(Escaped)));
        Check(Escaped, forged, new() { AppSecret = blank }).ShouldBeFalse();
        Check(Escaped, forged, new() { AppSecret = Secret, AppSecretPrevious = blank }).ShouldBeFalse();
        Check(Escaped, EscapedSignature, new() { AppSecret = blank, AppSecretPrevious = Secret }).ShouldBeFalse();
    }

    private static bool Check(string body, string? header, WhatsAppOptions options) =>
        WebhookSignature.IsValid(Encoding.UTF8.GetBytes(body), header, options);
}
