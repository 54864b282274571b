using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace WhatsAppOrdering.Office;

/// <summary>A refusal as a page, in the place of the bare status. Asked for by its own address it is not there.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
public sealed class RefusedModel : PageModel
{
    public string Title { get; private set; } = "";

    public string WhatNow { get; private set; } = "";

    public IActionResult OnGet(int status) => Show(status);

    public IActionResult OnPost(int status) => Show(status);

    private IActionResult Show(int status)
    {
        if (HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is null)
        {
            return NotFound();
        }

        (Title, WhatNow) = status switch
        {
            StatusCodes.Status400BadRequest => ("The form was not taken", "It was open for too long, or came from another page. Go back, load the page anew and send it again."),
            StatusCodes.Status403Forbidden => ("This is not for your role", "You are signed in, but this page is for others. Ask an operator for the role, or sign in as somebody else."),
            StatusCodes.Status404NotFound => ("There is nothing here", "The address is wrong, or what was here is gone."),
            _ => ("That did not work", $"The service answered {status}. Try again; if it stays so, the log says why."),
        };
        return Page();
    }
}
