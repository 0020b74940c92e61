namespace Symphony.Core

open System
open System.Collections.Generic

/// The unit of one parameter set at each bar and symbol: the larger of two panels, each times a factor.
[<NoComparison; NoEquality>]
type internal UnitPanels = {
    Factor: float
    Values: float[]
    /// Not read when the second values are empty.
    FloorFactor: float
    /// Empty without a floor.
    FloorValues: float[]
} with

    /// NaN where either is not known.
    member units.At(cell: int) : float =
        let value = units.Factor * units.Values[cell]

        if units.FloorValues.Length = 0 then
            value
        else
            let floor = units.FloorFactor * units.FloorValues[cell]
            // The comparison with a NaN is false.
            if value >= floor then value
            elif Double.IsNaN value then value
            else floor

/// Parameter sets with what they share resolved once.
[<NoComparison; NoEquality>]
type internal ResolvedBracket = {
    Settings: BracketSettings
    Units: UnitPanels
    /// The bars of the time exit in calendar days by decision bar; empty where bars are counted or none.
    CalendarBars: int[]
    Multiples: float[]
    Fractions: float[]
    /// Whether the last target closes what is left.
    IsWhole: bool
}

[<RequireQualifiedAccess>]
module internal ResolvedBracket =

    let private targetPanel
        (known: List<struct (BarrierTarget * Panel)>)
        (market: EngineMarket)
        (target: BarrierTarget)
        : Result<Panel, Invalid> =
        match known |> Seq.tryFind (fun (struct (one, _)) -> one = target) with
        | Some(struct (_, panel)) -> Ok panel
        | None ->
            BarrierTargets.panel target market.Actions market.Bars
            |> Result.map (fun panel ->
                known.Add(struct (target, panel))
                panel)

    let private unitsOf known market (unit: BracketUnit) : Result<UnitPanels, Invalid> =
        match unit with
        | BracketUnit.Target target ->
            targetPanel known market target
            |> Result.map (fun panel -> {
                Factor = 1.0
                Values = panel.Array
                FloorFactor = 0.0
                FloorValues = [||]
            })
        | BracketUnit.ErrorBand band ->
            targetPanel known market (BarrierTarget.Given band.ResidualDeviation)
            |> Result.bind (fun residuals ->
                if band.KAtrMinTp = 0.0 then
                    Ok [||]
                else
                    targetPanel known market (BarrierTarget.AverageTrueRange band.TrueRangeWindow)
                    |> Result.map _.Array
                |> Result.map (fun ranges -> {
                    Factor = band.KSigmaErr
                    Values = residuals.Array
                    FloorFactor = band.KAtrMinTp
                    FloorValues = ranges
                }))

    /// Every set, with panels that several ask for made once.
    let all
        (market: EngineMarket)
        (sets: IReadOnlyList<BracketSettings>)
        : Result<ResolvedBracket[], Invalid> =
        let known = List<struct (BarrierTarget * Panel)>()
        let calendars = Dictionary<int, int[]>()
        let resolved = ResizeArray<ResolvedBracket>(sets.Count)
        let mutable refused = ValueNone
        let mutable k = 0

        while k < sets.Count && refused.IsNone do
            let settings = sets[k]

            match
                BracketSettings.create settings
                |> Result.bind (fun _ -> unitsOf known market settings.Unit)
            with
            | Error invalid -> refused <- ValueSome invalid
            | Ok units ->
                let calendar =
                    match settings.TimeExit with
                    | ValueSome(VerticalBarrier.CalendarDays days as vertical) ->
                        match calendars.TryGetValue days with
                        | true, bars -> bars
                        | false, _ ->
                            let bars = TripleBarrier.calendarBars vertical market.Axes
                            calendars[days] <- bars
                            bars
                    | _ -> [||]

                let targets = Seq.toArray settings.ProfitTargets

                resolved.Add {
                    Settings = settings
                    Units = units
                    CalendarBars = calendar
                    Multiples = targets |> Array.map _.Multiple
                    Fractions = targets |> Array.map _.Fraction
                    IsWhole = Array.sumBy _.Fraction targets >= BracketSettings.whole
                }

            k <- k + 1

        match refused with
        | ValueSome invalid -> Error invalid
        | ValueNone -> Ok(resolved.ToArray())
