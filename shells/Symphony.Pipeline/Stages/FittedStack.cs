using System;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>All models of a configuration and their weights, fitted on the same rows.</summary>
internal sealed class FittedStack
{
    private readonly MemberRows rows;

    private FittedStack(MemberRows rows, FittedModel[] models, ScoreStack? weights) =>
        (this.rows, Models, Weights) = (rows, models, weights);

    /// <summary>The models, in the order of the members.</summary>
    internal FittedModel[] Models { get; }

    /// <summary>How their scores become one; null where there is one model, whose scores are used as they are.</summary>
    internal ScoreStack? Weights { get; }

    /// <summary>Everything that was learned: of the models in their order, then the weights.</summary>
    internal FittedQuantities Quantities => Weights is { } stack
        ? LeakageProof.Quantities([.. Models.Select(model => model.Quantities)], stack)
        : Models[0].Quantities;

    /// <summary>Fits everything on some rows; no other row enters.</summary>
    internal static FittedStack Of(MemberRows rows, ReadOnlyMemory<int> train) => new(
        rows,
        [.. Enumerable.Range(0, rows.Members.Count).Select(member => rows.Fit(member, train))],
        rows.AreStacked ? rows.Weights(train) : null);

    /// <summary>The scores of some rows, in the order given; where scores are combined, increasing.</summary>
    internal double[] Score(ReadOnlyMemory<int> scored)
    {
        double[][] each = [.. Models.Select((model, member) => model.Score(rows.Rows(member), scored.Span))];
        return Weights is { } stack ? rows.Combine(stack, scored, each) : each[0];
    }
}
