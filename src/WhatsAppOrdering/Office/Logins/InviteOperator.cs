using Microsoft.AspNetCore.Identity;

namespace WhatsAppOrdering.Office.Logins;

/// <summary>
/// Makes somebody an operator who is none yet, and gives a one-time link by which he chooses his password. Again, it is the
/// way back for a lost password: links of before die, and sessions end within minutes.
/// </summary>
public sealed class InviteOperator(UserManager<Login> logins)
{
    /// <param name="site">Scheme and host of the pages.</param>
    public async Task<Invitation> ExecuteAsync(string email, Uri site)
    {
        var login = await logins.FindByEmailAsync(email);
        if (login is null)
        {
            login = new Login { Id = Guid.CreateVersion7(), UserName = email, Email = email };
            if (await logins.CreateAsync(login) is { Succeeded: false } refused)
            {
                return Refused(refused);
            }
        }

        if (!await logins.IsInRoleAsync(login, Policies.Operator) && await logins.AddToRoleAsync(login, Policies.Operator) is { Succeeded: false } noRole)
        {
            return Refused(noRole);
        }

        if (await logins.UpdateSecurityStampAsync(login) is { Succeeded: false } overtaken)
        {
            return Refused(overtaken);
        }

        var token = await logins.GeneratePasswordResetTokenAsync(login);
        return new Invitation.Link(new Uri(site, $"{OfficePaths.SetPassword}?who={login.Id:N}&token={Uri.EscapeDataString(token)}"));
    }

    private static Invitation.Refused Refused(IdentityResult result) => new(string.Join(' ', result.Errors.Select(error => error.Description)));
}

/// <summary>What came of it.</summary>
public abstract record Invitation
{
    /// <param name="Address">Whoever opens it first chooses the password.</param>
    public sealed record Link(Uri Address) : Invitation;

    public sealed record Refused(string Why) : Invitation;
}
