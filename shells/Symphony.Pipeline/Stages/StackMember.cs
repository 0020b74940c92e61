using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>One model of a run: the only one, or one of several.</summary>
/// <param name="Name">What it is called; its folder among the models.</param>
/// <param name="Path">Where its settings stand.</param>
/// <param name="Kind">Its family.</param>
/// <param name="Features">The features that it reads, in the order of the run's; null for all of them.</param>
/// <param name="Penalty">Weight of the squared coefficients.</param>
/// <param name="Scaling">How features are brought to one scale before it.</param>
internal sealed record StackMember(string Name, string Path, string Kind, IReadOnlyList<string>? Features, double Penalty, string Scaling)
{
    private const string Model = "model";

    /// <summary>True when the configuration names several models, whose scores are combined.</summary>
    internal static bool AreSeveral(RunConfiguration configuration) => configuration.Has(StackSettingsTable.Models);

    /// <summary>The models of a configuration, in ordinal order of their names; without names there is one.</summary>
    internal static IReadOnlyList<StackMember> Of(RunConfiguration configuration)
    {
        if (!AreSeveral(configuration)) return [At(configuration, Model, configuration.Text("model.kind"), null)];
        return
        [
            .. configuration.Keys(StackSettingsTable.Models).Select(name =>
            {
                var features = $"{name}.features";
                return At(configuration, name, name[(StackSettingsTable.Models.Length + 1)..], FeatureChoice.Among(configuration, configuration.TextList(features), features));
            }),
        ];
    }

    /// <summary>The rows as this model reads them; the same rows where it reads every feature.</summary>
    internal Observations Rows(Observations observations) =>
        Features is null || Features.SequenceEqual(observations.FeatureNames) ? observations : ModelStacking.Select(observations, Features);

    private static StackMember At(RunConfiguration configuration, string path, string name, IReadOnlyList<string>? features) => new(
        name, path, configuration.Text($"{path}.kind"), features, configuration.Number($"{path}.penalty"), configuration.Text($"{path}.scaling"));
}
