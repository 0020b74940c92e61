using System.Collections.Generic;
using Symphony.Core;
using Symphony.Data;

namespace Symphony.Pipeline;

/// <summary>What is traded, and what it was read from.</summary>
/// <param name="Decisions">Target weights on the market's axes.</param>
/// <param name="Inputs">The files read.</param>
/// <param name="Notes">What was accepted and should be known, a sentence each.</param>
internal sealed record GivenDecisions(Decisions Decisions, IReadOnlyList<DataInput> Inputs, IReadOnlyList<string> Notes);
