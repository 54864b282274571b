namespace WhatsAppOrdering.Replies;

/// <summary>The facts lack a figure that the words state. A message about money with a gap in it is not sent.</summary>
public sealed class ReplyFactsException(string problem) : Exception(problem);
