namespace Portcullis.Journal.Integrity;

/// <summary>The last block's number, the position of its last event, and its hash in lower-case hex; zeros when there is none.</summary>
public sealed record ChainHead(long Block, long Position, string Hash);
