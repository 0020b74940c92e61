using System;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>A model and the scaling of the features before it, both fitted on the same rows.</summary>
internal sealed class FittedModel
{
    internal const string Scaling = "model.scaling";
    internal const string NoScaling = "none";

    /// <summary>Knots a column of a scaling keeps, so that a model's file does not grow with its rows.</summary>
    private const int Knots = 1000;

    private readonly Observations fittedOn;
    private readonly Observations scaled;

    private FittedModel(FeatureScaler? scaler, Observations fittedOn, Observations scaled, LinearModel model) =>
        (Scaler, this.fittedOn, this.scaled, Model) = (scaler, fittedOn, scaled, model);

    /// <summary>How features are brought to one scale before the model; null where they go in as they are.</summary>
    internal FeatureScaler? Scaler { get; }

    /// <summary>The model of the scaled features.</summary>
    internal LinearModel Model { get; }

    /// <summary>Everything that was learned.</summary>
    internal FittedQuantities Quantities =>
        Scaler is { } scaler ? LeakageProof.Quantities(scaler, Model) : LeakageProof.Quantities(Model);

    /// <summary>Fits on some rows; no other row enters.</summary>
    /// <param name="member">Which model.</param>
    /// <param name="observations">The rows as this model reads them.</param>
    /// <param name="train">Increasing numbers of labelled rows.</param>
    internal static FittedModel Of(StackMember member, Observations observations, ReadOnlyMemory<int> train)
    {
        var scaler = ScalerOf(member, observations, train);
        var scaled = scaler?.Scale(observations) ?? observations;
        return new FittedModel(scaler, observations, scaled, RidgeRegression.Fit(scaled, train.Span, member.Penalty));
    }

    /// <summary>The scores of some rows, in the order given.</summary>
    internal double[] Score(Observations observations, ReadOnlySpan<int> rows) =>
        RidgeRegression.Score(Model, ReferenceEquals(observations, fittedOn) ? scaled : Scaler?.Scale(observations) ?? observations, rows);

    private static FeatureScaler? ScalerOf(StackMember member, Observations observations, ReadOnlyMemory<int> train)
    {
        ScalingMethod? method = member.Scaling switch
        {
            NoScaling => null,
            "robust" => ScalingMethod.Robust,
            "quantile" => ScalingMethod.Quantile,
            "rankGauss" => ScalingMethod.RankGauss,
            _ => ScalingMethod.Standard,
        };
        return method is { } one ? FeatureScaler.Fit(one, observations, train).Thinned(Knots) : null;
    }
}
