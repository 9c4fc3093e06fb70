using Portcullis.Domain.Accounts;

namespace Portcullis.Reports.Folding;

/// <summary>An account's event and its place in the journal.</summary>
internal sealed record ReportEvent(string Account, long Position, IAccountEvent Happened);
