using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WhatsAppOrdering.Office.Logins;

/// <summary>
/// What a one-time link opens. Looking at it changes nothing, so that a preview of the link spends nothing; the POST spends
/// it by the new security stamp, and of two at once the row's version lets one through.
/// </summary>
[AllowAnonymous]
public sealed class SetPasswordModel(SignInManager<Login> signIn, UserManager<Login> logins) : PageModel
{
    /// <summary>Hashing takes time by length.</summary>
    public const int Longest = 200;

    [FromQuery(Name = "who")]
    public Guid Who { get; set; }

    [FromQuery(Name = "token")]
    public string? Token { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Again { get; set; }

    /// <summary>Whose password it is; null when the link is no longer good.</summary>
    public string? Email { get; private set; }

    public IReadOnlyList<string> Refusals { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync()
    {
        Email = (await FindAsync())?.Email;
        return Shown();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is not { } login)
        {
            return Shown();
        }

        Email = login.Email;
        if (Password != Again || Password is not { Length: <= Longest })
        {
            Refusals = [Password == Again ? $"A password has at most {Longest} characters." : "The two are not the same. Type both again."];
            return Shown();
        }

        // Saved with the password: who comes by a new link is no longer locked out.
        login.LockoutEnd = null;
        login.AccessFailedCount = 0;
        var result = await logins.ResetPasswordAsync(login, Token!, Password);
        if (result.Succeeded)
        {
            await signIn.SignInAsync(login, isPersistent: false);
            return LocalRedirect(OfficePaths.Home);
        }

        var isSpent = result.Errors.Any(error => error.Code is nameof(IdentityErrorDescriber.InvalidToken) or nameof(IdentityErrorDescriber.ConcurrencyFailure));
        Email = isSpent ? null : login.Email;
        Refusals = [.. result.Errors.Select(error => error.Description)];
        return Shown();
    }

    private async Task<Login?> FindAsync() =>
        await logins.FindByIdAsync(Who.ToString()) is { } login && Token is not null
        && await logins.VerifyUserTokenAsync(login, logins.Options.Tokens.PasswordResetTokenProvider, UserManager<Login>.ResetPasswordTokenPurpose, Token)
            ? login
            : null;

    private PageResult Shown()
    {
        Response.StatusCode = Email is null ? StatusCodes.Status410Gone : StatusCodes.Status200OK;
        return Page();
    }
}
