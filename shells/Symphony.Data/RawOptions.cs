using System.Collections.Generic;
using Symphony.Core;

namespace Symphony.Data;

/// <summary>Rows of options as their files have them, before anything was refused for its value.</summary>
/// <param name="Chains">The rows of each underlying, underlyings in the order of their characters.</param>
/// <param name="IsDaily">True when each row is a session's.</param>
/// <param name="Inputs">The files read.</param>
/// <param name="Notes">What was accepted and should be known, a sentence each.</param>
public sealed record RawOptions(IReadOnlyList<OptionRows> Chains, bool IsDaily, IReadOnlyList<DataInput> Inputs, IReadOnlyList<string> Notes);
