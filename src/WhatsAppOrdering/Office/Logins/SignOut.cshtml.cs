using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WhatsAppOrdering.Office.Logins;

/// <summary>By POST only, so that no picture in somebody's mail signs anybody out; GET shows the button.</summary>
[AllowAnonymous]
public sealed class SignOutModel(SignInManager<Login> signIn) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        await signIn.SignOutAsync();
        return LocalRedirect(OfficePaths.SignIn);
    }
}
