using System.Collections.Generic;

namespace Symphony.Reports;

/// <summary>The same decisions under other conventions, and where the difference comes from.</summary>
/// <param name="Rows">From the run itself, each convention laid aside after the one before.</param>
public sealed record ConventionTable(IReadOnlyList<ConventionRow> Rows);
