namespace Symphony.Core

/// <summary>What is wanted of combinatorial splits.</summary>
type GroupWish = {
    /// <summary>Distinct decision bars of the observations, at least 2.</summary>
    Bars: int<bar>
    /// <summary>Bars that a split should train on, on average; above 0 and below <c>Bars</c>.</summary>
    TrainBars: int<bar>
    /// <summary>Backtest paths, at least 1.</summary>
    Paths: int
    /// <summary>Bars from a decision to the end of its label, not negative: what the purge takes on either side.</summary>
    LabelBars: int<bar>
    /// <summary>Bars of embargo after a test block, not negative.</summary>
    EmbargoBars: int<bar>
}

/// <summary>Groups and test groups that come closest to a wish.</summary>
type GroupChoice = {
    /// <summary>N, how many groups.</summary>
    Groups: int
    /// <summary>k, how many of them are tested together.</summary>
    TestGroups: int
    /// <summary>N choose k: how many models are fitted.</summary>
    Splits: int
    /// <summary>How many backtest paths, k / N of the splits.</summary>
    Paths: int
    /// <summary>Bars that a split trains on, the mean of all splits, after purge and embargo.</summary>
    MeanTrainBars: float
    /// <summary>Bars that the split with the fewest trains on, after purge and embargo; above 0.</summary>
    LeastTrainBars: float
}

/// <summary>Chooses N and k for a wanted length of training and a wanted number of paths.</summary>
/// <remarks>
/// Of all N up to 200 and all k with at most 10,000 splits, each of which keeps something to train on, the one
/// with the least <c>|ln(mean training bars / wanted)| + |ln(paths / wanted)|</c>; of equals the one with
/// fewer splits, then with fewer groups. A run of L untested groups of g bars keeps
/// <c>L g - label bars</c> if a test block follows it, and <c>L g - label bars - embargo</c> if one precedes
/// it, at least 0; the mean over the splits is exact, with g = bars / N. Counts of paths and splits: Lopez de
/// Prado (2018), AFML, 12.4.1.
/// </remarks>
[<RequireQualifiedAccess>]
module OptimalGroups =

    /// Groups are not cut finer than this.
    let private mostGroups = 200

    /// Bars that a run of untested groups keeps between what lies before and after it.
    let private kept (wish: GroupWish) (bars: float) (isBefore: bool) (isAfter: bool) : float =
        let label, embargo = float (int wish.LabelBars), float (int wish.EmbargoBars)

        let lost =
            (if isAfter then label else 0.0) + (if isBefore then label + embargo else 0.0)

        max 0.0 (bars - lost)

    /// The mean over all splits: each run of untested groups, times the splits that have it.
    let private mean (wish: GroupWish) (groups: int) (testGroups: int) : float =
        let size = float (int wish.Bars) / float groups
        let choose = SplitCounts.choose
        let mutable total = 0.0

        for length in 1 .. groups - testGroups do
            let bars = float length * size
            let atAnEnd = choose (groups - length - 1) (testGroups - 1)

            let between =
                if testGroups < 2 then
                    0.0
                else
                    float (groups - length - 1) * choose (groups - length - 2) (testGroups - 2)

            total <-
                total
                + atAnEnd * (kept wish bars false true + kept wish bars true false)
                + between * kept wish bars true true

        total / choose groups testGroups

    /// The least over all splits: the cheapest way to spread the untested groups over the places before,
    /// between and after the tested ones.
    let private least (wish: GroupWish) (groups: int) (testGroups: int) : float =
        let size = float (int wish.Bars) / float groups
        let untested = groups - testGroups
        let bars length = float length * size

        let inRun isBefore isAfter = [|
            for length in 0..untested ->
                if length = 0 then 0.0 else kept wish (bars length) isBefore isAfter
        |]

        let spread (first: float[]) (second: float[]) = [|
            for total in 0..untested ->
                let mutable fewest = infinity

                for length in 0..total do
                    fewest <- min fewest (first[length] + second[total - length])

                fewest
        |]

        // Between tested groups what is kept grows faster and faster with the length of a run (nothing, then
        // in proportion), so that runs of one length, or of two that follow one another, keep the least.
        let between =
            if testGroups < 2 then
                Array.init (untested + 1) (fun total -> if total = 0 then 0.0 else infinity)
            else
                let places = testGroups - 1
                let one = inRun true true

                [|
                    for total in 0..untested ->
                        let shorter, longer = total / places, total % places

                        float (places - longer) * one[shorter]
                        + (if longer = 0 then 0.0 else float longer * one[shorter + 1])
                |]

        let ends = spread (inRun false true) (inRun true false)
        (spread between ends)[untested]

    let private check (wish: GroupWish) : Result<unit, Invalid> =
        let bars = float (int wish.Bars)

        Check.all [
            Check.within "bars" 2.0 2147483647.0 bars
            Check.within "trainBars" 1.0 (bars - 1.0) (float (int wish.TrainBars))
            Check.within "paths" 1.0 (float SplitCounts.most) (float wish.Paths)
            Check.notNegative "labelBars" (float (int wish.LabelBars))
            Check.notNegative "embargoBars" (float (int wish.EmbargoBars))
        ]

    /// What a number of groups and of test groups gives; nothing where there are too many splits or one of
    /// them keeps nothing to train on.
    let internal choice (wish: GroupWish) (groups: int) (testGroups: int) : GroupChoice voption =
        let splits = SplitCounts.choose groups testGroups
        let isPossible = splits <= float SplitCounts.most

        let fewest = if isPossible then least wish groups testGroups else 0.0

        if fewest > 0.0 then
            ValueSome {
                Groups = groups
                TestGroups = testGroups
                Splits = int splits
                Paths = int splits * testGroups / groups
                MeanTrainBars = mean wish groups testGroups
                LeastTrainBars = fewest
            }
        else
            ValueNone

    /// How far a choice is from the wish.
    let private distance (wish: GroupWish) (choice: GroupChoice) : float =
        abs (Elementary.log (choice.MeanTrainBars / float (int wish.TrainBars)))
        + abs (Elementary.log (float choice.Paths / float wish.Paths))

    /// <summary>The groups and test groups that come closest; refused where every choice starves a split.</summary>
    /// <param name="wish">How much there is, and what is wanted.</param>
    let find (wish: GroupWish) : Result<GroupChoice, Invalid> =
        check wish
        |> Result.bind (fun () ->
            let choices = [
                for groups in 2 .. min mostGroups (int wish.Bars) do
                    for testGroups in 1 .. groups - 1 do
                        match choice wish groups testGroups with
                        | ValueSome possible -> possible
                        | ValueNone -> ()
            ]

            if choices.IsEmpty then
                let reason =
                    $"labels of {int wish.LabelBars} bars and an embargo of {int wish.EmbargoBars} leave some split of "
                    + $"{int wish.Bars} bars nothing to train on, whatever the groups"

                Error(Invalid.Conflict("bars", reason))
            else
                choices
                |> List.minBy (fun choice -> distance wish choice, choice.Splits, choice.Groups)
                |> Ok)
