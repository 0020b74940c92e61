namespace Symphony.Core

/// <summary>One way to change what comes after a bar, and nothing up to it.</summary>
[<RequireQualifiedAccess>]
type Perturbation =
    /// <summary>Nothing is changed: the same computation on the same market again.</summary>
    | Repeated = 0
    /// <summary>All later bars and their actions are gone.</summary>
    | Truncated = 1
    /// <summary>Opens and closes of later rows are multiplied by factors between 1/2 and 2, highs and lows redrawn.</summary>
    | Prices = 2
    /// <summary>Opens and closes of later rows are multiplied by 1000 or by 1/1000, highs and lows redrawn.</summary>
    | ExtremePrices = 3
    /// <summary>Volumes of later rows are set to 0 or multiplied by factors from 1/1000 to 1000.</summary>
    | Volumes = 4
    /// <summary>A third of the later rows are absent.</summary>
    | RowsRemoved = 5
    /// <summary>Later rows that were absent are there, also of names that had ended.</summary>
    | RowsAdded = 6
    /// <summary>Half of the names have no later row: they are not in the market of the last bar.</summary>
    | NamesEnded = 7
    /// <summary>Three more names are in the market, all of whose rows come later.</summary>
    | NamesAdded = 8
    /// <summary>The names all of whose rows come later are not in the market.</summary>
    | NamesRemoved = 9
    /// <summary>No later split, dividend or delisting.</summary>
    | ActionsRemoved = 10
    /// <summary>Later splits, dividends and delistings that never were.</summary>
    | ActionsAdded = 11
    /// <summary>Later prices, volumes, rows and actions at once; the names stay.</summary>
    | Everything = 12
    /// <summary>
    /// One more name with rows at all bars, early ones too. It is no look into the future: only values that
    /// claim to follow from a name's own rows must be untouched.
    /// </summary>
    | StrangerAdded = 13

/// <summary>The perturbations that fit a kind of output, and what they are called.</summary>
[<RequireQualifiedAccess>]
module Perturbation =

    /// <summary>All that leave the past as it was: what no feature, label or score may answer to.</summary>
    let future: Perturbation list = [
        Perturbation.Truncated
        Perturbation.Prices
        Perturbation.ExtremePrices
        Perturbation.Volumes
        Perturbation.RowsRemoved
        Perturbation.RowsAdded
        Perturbation.NamesEnded
        Perturbation.NamesAdded
        Perturbation.NamesRemoved
        Perturbation.ActionsRemoved
        Perturbation.ActionsAdded
    ]

    /// <summary>Those of <c>future</c> that keep the names: for outputs of given names, such as a run's account.</summary>
    let ofGivenNames: Perturbation list =
        future |> List.except [ Perturbation.NamesAdded; Perturbation.NamesRemoved ]

    /// <summary>Few that together change all there is: for computations that take long, such as a walk forward.</summary>
    let brief: Perturbation list = [
        Perturbation.Truncated
        Perturbation.Everything
        Perturbation.NamesEnded
        Perturbation.NamesAdded
    ]

    /// <summary>What was done, as the end of a sentence that starts with "changed when".</summary>
    /// <param name="perturbation">One of them.</param>
    let describe (perturbation: Perturbation) : string =
        match perturbation with
        | Perturbation.Repeated -> "the same market was computed again"
        | Perturbation.Truncated -> "the later bars were cut off"
        | Perturbation.Prices -> "later prices were changed"
        | Perturbation.ExtremePrices -> "later prices were made a thousand times higher or lower"
        | Perturbation.Volumes -> "later volumes were changed"
        | Perturbation.RowsRemoved -> "later rows were taken away"
        | Perturbation.RowsAdded -> "later rows that were missing were filled in"
        | Perturbation.NamesEnded -> "names ended"
        | Perturbation.NamesAdded -> "names were added that start later"
        | Perturbation.NamesRemoved -> "names that start later were taken away"
        | Perturbation.ActionsRemoved -> "later corporate actions were taken away"
        | Perturbation.ActionsAdded -> "later corporate actions were added"
        | Perturbation.Everything -> "all later prices, volumes, rows and actions were changed"
        | _ -> "a name was added throughout"

/// Numbers that follow from a seed, one after the other.
[<Sealed>]
type internal Draws(seed: uint64, cut: int, purpose: int) =
    let mutable rng =
        let struct (_, own) =
            Rng.split (Rng.ofSeed (seed + uint64 cut * 1000003UL + uint64 purpose))

        own

    /// In (0, 1).
    member _.Uniform() : float =
        let struct (value, following) = Rng.uniform rng
        rng <- following
        value

    /// From 0 to count - 1.
    member this.Below(count: int) : int =
        min (count - 1) (int (this.Uniform() * float count))

    /// 2 to a power between -1 and 1.
    member this.Factor() : float =
        Elementary.exp ((this.Uniform() * 2.0 - 1.0) * 0.6931471805599453)
