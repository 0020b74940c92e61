using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Bars were read and audited, and are worse than what their configuration accepts: a check found a fault.</summary>
/// <param name="sentence">The gravest finding, and what would be accepted.</param>
public sealed class AuditRefusedException(string sentence) : RefusedException("data", sentence);
