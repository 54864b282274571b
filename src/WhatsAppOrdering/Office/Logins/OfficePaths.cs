namespace WhatsAppOrdering.Office.Logins;

/// <summary>Addresses that more than one place names.</summary>
public static class OfficePaths
{
    public const string SignIn = "/sign-in";
    public const string SignOut = "/sign-out";
    public const string SetPassword = "/set-password";

    /// <summary>Where somebody who has signed in begins.</summary>
    public const string Home = "/office/work";

    /// <summary>The query's name for where to go after signing in.</summary>
    public const string ReturnUrl = "returnUrl";
}
