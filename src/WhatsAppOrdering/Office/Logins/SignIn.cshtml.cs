using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WhatsAppOrdering.Office.Logins;

/// <summary>E-mail and password. One answer for whoever is unknown, wrong or locked out, so that nobody learns who has a login.</summary>
[AllowAnonymous]
public sealed class SignInModel(SignInManager<Login> signIn, UserManager<Login> logins) : PageModel
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    public bool IsRefused { get; private set; }

    public async Task<IActionResult> OnPostAsync([FromQuery(Name = OfficePaths.ReturnUrl)] string? returnUrl)
    {
        if (await IsGoodAsync(Email ?? "", Password ?? ""))
        {
            return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : OfficePaths.Home);
        }

        IsRefused = true;
        return Page();
    }

    private async Task<bool> IsGoodAsync(string email, string password)
    {
        if (password.Length > SetPasswordModel.Longest)
        {
            return false;
        }

        var login = await logins.FindByEmailAsync(email);
        if (login?.PasswordHash is null || await logins.IsLockedOutAsync(login))
        {
            // As long as a wrong password takes: the time would tell what the words do not.
            logins.PasswordHasher.HashPassword(new Login(), password);
            return false;
        }

        return (await signIn.PasswordSignInAsync(login, password, isPersistent: false, lockoutOnFailure: true)).Succeeded;
    }
}
