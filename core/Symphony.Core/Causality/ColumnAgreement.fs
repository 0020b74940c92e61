namespace Symphony.Core

open System

/// <summary>How one column set of an earlier day agrees with the same columns made later, with more data.</summary>
/// <remarks>What was known by the last bar of the earlier one must not have changed since.</remarks>
[<NoComparison>]
type ColumnAgreement = {
    /// <summary>The output's name.</summary>
    Subject: string
    /// <summary>How many pairs of values were compared, absent ones too.</summary>
    ComparedValues: int64
    /// <summary>How many of them are there in the later columns.</summary>
    PresentValues: int64
    /// <summary>The first value that differs, before as in the later columns and after as in the earlier; none if all agree.</summary>
    FirstLeak: Leak voption
    /// <summary>How far back from the end of the earlier columns the earliest difference lies, in bars; 0 where none is.</summary>
    Reach: int<bar>
    /// <summary>How many bars of the earlier columns the later ones do not have.</summary>
    MissingBars: int
    /// <summary>How many symbols of the earlier columns the later ones do not have.</summary>
    MissingSymbols: int
}

/// <summary>Compares columns that were made at different times.</summary>
[<RequireQualifiedAccess>]
module ColumnAgreement =

    /// The rows of the earlier output laid out on the bars of the later one, up to its last bar.
    let private onBarsOf (full: KnownPanel) (places: int[]) (earlier: KnownPanel) : KnownPanel =
        let axes, width = full.Panel.Axes, earlier.Panel.Axes.SymbolCount
        let count = 1 + Array.max places

        let longer =
            Axes(
                axes.Instants.Slice(0, count).ToArray(),
                axes.SessionDates.Slice(0, count).ToArray(),
                Array.ofSeq earlier.Panel.Axes.Symbols
            )

        let values = Array.create (count * width) nan
        // A bar that the earlier columns do not have claims nothing.
        let known = Array.create (count * width) -1

        for bar in 0 .. places.Length - 1 do
            if places[bar] >= 0 then
                for column in 0 .. width - 1 do
                    let from = earlier.KnownFrom(bar, column)
                    let cell = places[bar] * width + column
                    values[cell] <- earlier.Panel.Array[bar * width + column]

                    known[cell] <- if from < 0 || from >= places.Length then -1 else places[from]

        KnownPanel(earlier.Name, Panel(longer, values), ValueSome known)

    /// The claims of the later output at bars that the earlier one has.
    let private atBarsOf (places: int[]) (full: KnownPanel) : KnownPanel =
        let axes = full.Panel.Axes
        let isThere = Array.create axes.BarCount false

        for place in places do
            if place >= 0 then
                isThere[place] <- true

        let known =
            Array.init full.Panel.Array.Length (fun cell ->
                let bar = cell / axes.SymbolCount

                if isThere[bar] then full.KnownFrom(bar, cell % axes.SymbolCount) else -1)

        KnownPanel(full.Name, full.Panel, ValueSome known)

    /// <summary>Holds earlier values against later ones; bars are matched by instant, symbols by name.</summary>
    /// <param name="full">The columns made later, with more bars.</param>
    /// <param name="earlier">The same columns made earlier, or on data cut short.</param>
    /// <remarks>Values are compared bit for bit; NaN equals NaN. No bar or no symbol in common is refused.</remarks>
    let find (full: KnownPanel) (earlier: KnownPanel) : Result<ColumnAgreement, Invalid> =
        let axes, others = full.Panel.Axes, earlier.Panel.Axes
        let instants = axes.Instants.ToArray()

        let places =
            others.Instants.ToArray()
            |> Array.map (fun instant -> max -1 (Array.BinarySearch(instants, instant)))

        let missing =
            others.Symbols |> Seq.filter (fun name -> axes.IndexOf name < 0) |> Seq.length

        if Array.forall (fun place -> place < 0) places then
            let reason = $"{earlier.Name} has no bar in common with the later columns"
            Error(Invalid.Conflict("earlier", reason))
        elif missing = others.SymbolCount then
            let reason = $"{earlier.Name} has no symbol in common with the later columns"
            Error(Invalid.Conflict("earlier", reason))
        else
            let cut = Array.max places

            let difference =
                KnownDifference.upTo 0.0 cut (atBarsOf places full) (onBarsOf full places earlier)

            Ok {
                Subject = full.Name
                ComparedValues = difference.Compared
                PresentValues = difference.Present
                FirstLeak =
                    if difference.Changed = 0L then
                        ValueNone
                    else
                        ValueSome {
                            Subject = full.Name
                            Symbol = axes.Symbols[difference.Symbol]
                            Bar = difference.Bar
                            SessionDate = axes.SessionDate difference.Bar
                            KnownFrom = difference.KnownFrom
                            Before = difference.Before
                            After = difference.After
                            Perturbation = Perturbation.Truncated
                            Cut = cut
                            CutDate = axes.SessionDate cut
                            ChangedValues = difference.Changed
                        }
                Reach = difference.Reach * 1<bar>
                MissingBars = places |> Array.filter (fun place -> place < 0) |> Array.length
                MissingSymbols = missing
            }
