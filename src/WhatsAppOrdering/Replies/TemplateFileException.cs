namespace WhatsAppOrdering.Replies;

/// <summary>A file under <c>templates/</c> is broken; the message begins with its name. It stops the start.</summary>
public sealed class TemplateFileException(string file, string problem, Exception? cause = null)
    : Exception($"{file}: {problem}", cause)
{
    /// <summary>The file, relative to the templates' directory.</summary>
    public string File { get; } = file;
}
