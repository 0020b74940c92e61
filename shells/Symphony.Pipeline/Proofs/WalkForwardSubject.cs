using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>From any market to its walk-forward scores, as a configuration makes them.</summary>
internal sealed class WalkForwardSubject(RunConfiguration configuration, FeatureSet set, UniverseSource universe)
{
    /// <summary>The scores, T x N; NaN before the first window and where a feature has no value.</summary>
    internal Panel Scores(Bars bars, CorporateActions actions)
    {
        var observations = LabelStage.Observe(configuration, set, universe, bars, actions);
        var walk = SplitStage.WalkForwardOf(configuration, observations);
        var rows = MemberRows.Of(configuration, observations);
        return walk.Scores([.. Enumerable.Range(0, walk.WindowCount).Select(index =>
        {
            var window = walk.Window(index);
            return FittedStack.Of(rows, SplitStage.TrainRows(configuration, observations, window)).Score(window.Score);
        })]);
    }
}
