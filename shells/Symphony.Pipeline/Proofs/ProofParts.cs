using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>From the core's reports to the parts of a proof.</summary>
internal static class ProofParts
{
    /// <summary>Outputs that were computed again on changed markets.</summary>
    internal static ProofPart OfCausality(string name, LeakageReport report, TimeSpan elapsed)
    {
        string Count(int count, string one, string many) => $"{count.ToString("#,##0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}";
        var cuts = $"{Count(report.Cuts.Length, "cut", "cuts")} in {Count(report.Perturbations.Count, "way", "ways")}";
        if (report.DenseCuts.Length > 0) cuts += $", {Count(report.DenseCuts.Length, "cut", "cuts")} in 2 ways";
        cuts += $": {report.CutBars.ToString("#,##0", CultureInfo.InvariantCulture)} of {Count(report.BarCount, "bar", "bars")}";
        List<string> notes = [];
        if (report.Refusals > 0)
            notes.Add($"{report.Refusals} of the changed markets cannot be computed and prove nothing; first: {report.FirstRefusal}");
        if (!report.IsComplete) notes.Add("stopped before all was tried");
        return new ProofPart(
            1,
            name,
            [.. report.Subjects.Select(subject => Finding(subject, report.IsComplete))],
            report.Recomputations,
            "changed markets",
            cuts,
            notes,
            elapsed)
        {
            CutBars = report.CutBars,
        };
    }

    /// <summary>Fits that were made again with other rows outside their training.</summary>
    internal static ProofPart OfTraining(string name, IReadOnlyList<TrainingSplit> splits, TrainingLeakageReport report, TimeSpan elapsed)
    {
        var leaks = report.Leaks.ToLookup(leak => leak.Split, StringComparer.Ordinal);
        var verdict = report.IsComplete && (report.IsProved || report.HasLeak) ? ProofVerdict.Proved : ProofVerdict.NotProved;
        var each = splits.Count == 0 ? 0 : report.ComparedQuantities / splits.Count;
        List<string> notes = [];
        if (report.Refusals > 0)
            notes.Add($"{report.Refusals} of the fits cannot be made and prove nothing; first: {report.FirstRefusal}");
        if (!report.IsComplete) notes.Add("stopped before all was tried");
        return new ProofPart(
            2,
            name,
            [.. splits.Select(split => leaks[split.Name].ToArray() is { Length: > 0 } own
                ? new ProofFinding(split.Name, ProofVerdict.Leak, DiagnosisOf(own[0].Diagnosis), [.. own.Select(FigureOf)], each)
                : new ProofFinding(split.Name, verdict, "", [], each))],
            report.Refits,
            "refits",
            "all rows outside training changed",
            notes,
            elapsed);
    }

    /// <summary>Training rows of the splits held against their tests.</summary>
    internal static ProofPart OfOverlaps(string name, IReadOnlyList<TrainingOverlap> overlaps, int featureBars, TimeSpan elapsed)
    {
        var near = overlaps.Sum(overlap => (long)overlap.FeaturesOverTest);
        return new ProofPart(
            2,
            name,
            [.. overlaps.Select(overlap => new ProofFinding(
                overlap.Split,
                overlap.IsFault ? ProofVerdict.Leak : overlap.TrainingRows == 0 ? ProofVerdict.NotProved : ProofVerdict.Proved,
                overlap.IsFault ? "trains on what it tests" : "",
                overlap.IsFault ? [FigureOf(overlap)] : [],
                overlap.TrainingRows))],
            overlaps.Count,
            "splits and windows",
            "none tested, no label into a test",
            near == 0
                ? []
                : [$"{near.ToString("#,##0", CultureInfo.InvariantCulture)} training rows after a test have features that look back over its labels (up to {featureBars} bars): no leak, and what an embargo is for"],
            elapsed);
    }

    private static ProofFinding Finding(LeakageSubject subject, bool isComplete) => new(
        subject.Name,
        subject.Verdict switch
        {
            CausalityVerdict.LeakFound => ProofVerdict.Leak,
            CausalityVerdict.NoLeakFound when isComplete => ProofVerdict.Proved,
            _ => ProofVerdict.NotProved,
        },
        subject.Diagnosis,
        [.. subject.Leaks.Select(FigureOf)],
        subject.PresentValues);

    internal static LeakFigure FigureOf(Leak leak) => new(
        leak.ToString(),
        leak.Symbol,
        Written.Date(leak.SessionDate),
        Present(leak.Before),
        Present(leak.After),
        LeakageProof.Describe(leak.Perturbation),
        Written.Date(leak.CutDate),
        leak.ChangedValues);

    private static LeakFigure FigureOf(TrainingLeak leak) => new(
        leak.ToString(), leak.Quantity, "", Present(leak.Before), Present(leak.After), "", "", leak.ChangedQuantities);

    private static LeakFigure FigureOf(TrainingOverlap overlap) => new(
        $"{overlap.Split}: {overlap.TestedRows} training rows are tested too, and the labels of {overlap.LabelsIntoTest} reach into a test; the first is row {overlap.FirstRow}",
        "", "", null, null, "", "", overlap.TestedRows + overlap.LabelsIntoTest);

    private static string DiagnosisOf(TrainingDiagnosis diagnosis) => diagnosis switch
    {
        TrainingDiagnosis.ScalerSeesOtherRows => "the scaler is fitted on rows outside training",
        TrainingDiagnosis.ModelSeesOtherFeatures => "the model sees features of rows outside training",
        TrainingDiagnosis.FitSeesOtherLabels => "the fit sees labels of rows outside training",
        _ => "the fit is not repeatable",
    };

    private static double? Present(double value) => double.IsNaN(value) ? null : value;
}
