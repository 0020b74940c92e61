using System;
using System.Collections.Generic;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>The models of a configuration, each with the rows as it reads them.</summary>
/// <remarks>What the stages do with a split, and what the proofs do with it, is the same code: this.</remarks>
internal sealed class MemberRows
{
    private readonly RunConfiguration configuration;
    private readonly Observations[] own;

    private MemberRows(RunConfiguration configuration, IReadOnlyList<StackMember> members, Observations[] own) =>
        (this.configuration, Members, this.own) = (configuration, members, own);

    internal IReadOnlyList<StackMember> Members { get; }

    /// <summary>True when scores are combined: the only model's are used as they are.</summary>
    internal bool AreStacked => StackMember.AreSeveral(configuration);

    /// <summary>True when the weights are learned.</summary>
    internal bool AreWeightsFitted => AreStacked && configuration.Text(StackSettingsTable.Method) == StackSettingsTable.LeastSquares;

    /// <summary>How many models are fitted on parts of a fit's training rows, for its weights.</summary>
    internal int InnerFits => AreWeightsFitted ? Members.Count * configuration.WholeNumber(StackSettingsTable.Folds) : 0;

    private IReadOnlyList<string> Names => [.. Members.Select(member => member.Name)];

    private ScoreScale Scale => configuration.Text(StackSettingsTable.Scaling) == "rank" ? ScoreScale.Rank : ScoreScale.Standard;

    internal static MemberRows Of(RunConfiguration configuration, Observations observations)
    {
        var members = StackMember.Of(configuration);
        return new MemberRows(configuration, members, [.. members.Select(member => member.Rows(observations))]);
    }

    /// <summary>The rows as one model reads them.</summary>
    internal Observations Rows(int member) => own[member];

    /// <summary>One model, fitted on some rows.</summary>
    internal FittedModel Fit(int member, ReadOnlyMemory<int> train)
    {
        if (!AreStacked) return FittedModel.Of(Members[member], own[member], train);
        try
        {
            return FittedModel.Of(Members[member], own[member], train);
        }
        catch (RefusedException refused) when (refused is not ConfigurationRefusedException && refused.ParamName == "penalty")
        {
            var path = $"{Members[member].Path}.penalty";
            throw configuration.Place.Refuse(path, refused.SentenceFor(path));
        }
    }

    /// <summary>The weights of the models that go with fits on some rows; nothing of any other row enters.</summary>
    /// <param name="train">Increasing numbers of labelled rows.</param>
    /// <remarks>
    /// Fitted weights come from purged folds of these rows: each model is fitted on a fold's training rows and scores
    /// the rows that the fold tests, purged and embargoed as <c>crossValidation</c> says.
    /// </remarks>
    internal ScoreStack Weights(ReadOnlyMemory<int> train) => configuration.Text(StackSettingsTable.Method) switch
    {
        StackSettingsTable.LeastSquares => Fitted(train),
        StackSettingsTable.Stated => ModelStacking.Stated(Names, [.. Names.Select(name => configuration.Number($"{StackSettingsTable.Weights}.{name}"))], Scale),
        _ => ModelStacking.Equal(Names, Scale),
    };

    /// <summary>The models' scores of some rows as one.</summary>
    /// <param name="stack">Their weights.</param>
    /// <param name="rows">Increasing numbers of rows.</param>
    /// <param name="scores">For each model its scores of these rows.</param>
    internal double[] Combine(ScoreStack stack, ReadOnlyMemory<int> rows, IReadOnlyList<double[]> scores) =>
        ModelStacking.Combine(stack, Bars(rows), scores);

    private ScoreStack Fitted(ReadOnlyMemory<int> train)
    {
        var folds = configuration.Place.PointAt(StackSettingsTable.Folds, () => TuningFolds.Within(
            own[0],
            train.Span,
            configuration.WholeNumber(StackSettingsTable.Folds),
            SplitSettings.EmbargoOf(configuration, "crossValidation"),
            SplitStage.ScopeOf(configuration)));
        var rows = train.ToArray();
        var scores = Members.Select(_ => new double[rows.Length]).ToArray();
        foreach (var column in scores) Array.Fill(column, double.NaN);
        for (var fold = 0; fold < folds.FoldCount; fold++)
        {
            var inner = folds.Fold(fold);
            for (var member = 0; member < own.Length; member++)
            {
                var scored = Fit(member, inner.Train).Score(own[member], inner.Test.Span);
                for (var i = 0; i < scored.Length; i++) scores[member][Array.BinarySearch(rows, inner.Test.Span[i])] = scored[i];
            }
        }

        var outcomes = Array.ConvertAll(rows, row => own[0].Targets.Span[row]);
        return configuration.Place.PointAt(StackSettingsTable.Method, () => ModelStacking.Fit(Names, Bars(train), scores, outcomes, Scale));
    }

    private int[] Bars(ReadOnlyMemory<int> rows) => Array.ConvertAll(rows.ToArray(), row => own[0].Bars.Span[row]);
}
