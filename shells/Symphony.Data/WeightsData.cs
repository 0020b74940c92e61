using System.Collections.Generic;
using Symphony.Core;

namespace Symphony.Data;

/// <summary>Decisions and what they were read from.</summary>
public sealed class WeightsData
{
    internal WeightsData(Decisions decisions, IReadOnlyList<DataInput> inputs, IReadOnlyList<string> notes)
    {
        Decisions = decisions;
        Inputs = inputs;
        Notes = notes;
    }

    /// <summary>The decisions, on the axes they were read for.</summary>
    public Decisions Decisions { get; }

    /// <summary>The files read, in the order of their paths.</summary>
    public IReadOnlyList<DataInput> Inputs { get; }

    /// <summary>What was accepted and should be known, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }
}
