using Microsoft.AspNetCore.Identity;

namespace WhatsAppOrdering.Office.Logins;

/// <summary>Somebody who may sign in to the office. People who write to us are Parties, and have no login.</summary>
public sealed class Login : IdentityUser<Guid>;
