namespace Symphony.Core

open System

/// <summary>Which names may be held at the close of each bar, and the first reason against each other one.</summary>
/// <remarks>
/// A name is in when it is a member that day, has had a bar within five sessions, is not delisted, and passes the screens on what
/// was known at that close. It says nothing about names that never had a bar: see <c>Survivorship</c>.
/// </remarks>
[<Sealed; AllowNullLiteral(false)>]
type Universe
    internal
    (axes: Axes, verdicts: byte[], settings: UniverseSettings, membership: Membership voption) =

    /// The verdicts as numbers, T x N.
    member internal _.Array: byte[] = verdicts

    /// Who was a member when, where that was given.
    member internal _.MembershipOrNone: Membership voption = membership

    /// <summary>The bars and symbols.</summary>
    member _.Axes: Axes = axes

    /// <summary>The screens.</summary>
    member _.Settings: UniverseSettings = settings

    /// <summary>True when a membership was given.</summary>
    member _.HasMembership: bool = membership.IsSome

    /// <summary>Whether the name is in at the close of a bar, or the first reason why not.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member _.Verdict(bar: int, symbol: int) : UniverseVerdict =
        enum<UniverseVerdict>(int verdicts[bar * axes.SymbolCount + symbol])

    /// <summary>True when the name is in at the close of a bar.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="symbol">Column, 0 to N - 1.</param>
    member _.IsIn(bar: int, symbol: int) : bool =
        verdicts[bar * axes.SymbolCount + symbol] = 0uy

    /// <summary>How many names have a verdict at the close of a bar.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="verdict">Which.</param>
    member _.Count(bar: int, verdict: UniverseVerdict) : int =
        let mutable count = 0

        for i in bar * axes.SymbolCount .. (bar + 1) * axes.SymbolCount - 1 do
            if int verdicts[i] = int verdict then
                count <- count + 1

        count

    /// <summary>1 where a name is in and 0 where it is not, T x N.</summary>
    member _.Mask: Panel =
        Panel(axes, verdicts |> Array.map (fun verdict -> if verdict = 0uy then 1.0 else 0.0))

/// <summary>Decides who may be held from what was known at each close.</summary>
[<RequireQualifiedAccess>]
module Universe =

    let private someOf (names: seq<string>) : string =
        let first = names |> Seq.truncate 3 |> Seq.toArray
        String.Join(", ", first) + (if Seq.length names > first.Length then ", ..." else "")

    /// A membership whose names the bars do not know is another market's, or spells them otherwise.
    let private checkNames (membership: Membership voption) (axes: Axes) : Result<unit, Invalid> =
        match membership with
        | ValueSome known when
            not (known.Symbols |> Seq.exists (fun symbol -> axes.IndexOf symbol >= 0))
            ->
            let reason =
                $"none of its {known.Symbols.Count} names ({someOf known.Symbols}) is among the {axes.SymbolCount} "
                + $"of the bars ({someOf axes.Symbols}); names are compared by their characters"

            Error(Invalid.Conflict("membership", reason))
        | _ -> Ok()

    /// <summary>The universe of bars.</summary>
    /// <param name="settings">The screens.</param>
    /// <param name="membership">Who was a member when; none where every name is one.</param>
    /// <param name="actions">The market's actions: a name is out from the bar at which its delisting is effective, and its splits restate its last price.</param>
    /// <param name="bars">Bars as traded where there is a least price or a least of money traded; with volume for the latter.</param>
    /// <remarks>
    /// What is decided at the close of bar t rests on bars and delistings up to t and on membership on its session date, nothing
    /// else. Money traded is <c>close x volume</c>, summed over a session, which splits do not change; a session of one bar is complete at its close, a session of several (intraday) when
    /// a bar of a later one has come. A name keeps its last price and money traded over missing bars, the price in
    /// shares of today where a split came since, and is out after five sessions without a bar. Between reviews the screens' last verdict holds; a name without a bar at the
    /// review before has not passed.
    /// </remarks>
    let create
        (settings: UniverseSettings)
        (membership: Membership voption)
        (actions: CorporateActions)
        (bars: Bars)
        : Result<Universe, Invalid> =
        let axes = bars.Axes
        let width = axes.SymbolCount

        Check.all [
            UniverseSettings.check settings
            UniverseSettings.checkOn bars settings
            checkNames membership axes
        ]
        |> Result.map (fun () ->
            let market = UniverseScreens.barsOf settings.Review axes
            let delistings = UniverseScreens.delistings axes actions
            let splits = UniverseScreens.splits axes actions
            let verdicts: byte[] = Array.zeroCreate (axes.BarCount * width)

            for symbol in 0 .. width - 1 do
                let screened =
                    UniverseScreens.verdicts
                        settings
                        market
                        delistings[symbol]
                        splits[symbol]
                        bars
                        symbol

                for t in 0 .. axes.BarCount - 1 do
                    let isMember =
                        match membership with
                        | ValueSome known ->
                            known.IsMember(axes.Symbols[symbol], axes.SessionDate t)
                        | ValueNone -> true

                    verdicts[t * width + symbol] <-
                        byte (if isMember then screened[t] else UniverseVerdict.NotMember)

            Universe(axes, verdicts, settings, membership))

    /// <summary>The values of names that are in; NaN for the others.</summary>
    /// <param name="universe">Over the same bars and symbols.</param>
    /// <param name="values">A panel, such as a feature: observations need a value of each.</param>
    let restrict (universe: Universe) (values: Panel) : Result<Panel, Invalid> =
        if universe.Axes.SameAs values.Axes then
            Ok(
                Panel(
                    values.Axes,
                    values.Array
                    |> Array.mapi (fun cell value ->
                        if universe.Array[cell] = 0uy then value else nan)
                )
            )
        else
            Error(Invalid.Conflict("universe", "is of other bars or symbols"))
