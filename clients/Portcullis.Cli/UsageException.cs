namespace Portcullis.Cli;

/// <summary>A value on the command line that the parser could not know to be wrong.</summary>
internal sealed class UsageException(string message) : Exception(message);
