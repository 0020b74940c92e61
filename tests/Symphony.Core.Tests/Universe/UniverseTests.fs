module Symphony.Core.Tests.UniverseTests

open System
open NUnit.Framework

open Symphony.Core

let private accepted result =
    Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid)) result

let private refusalOf (result: Result<'value, Invalid>) : string =
    match result with
    | Ok _ -> "accepted"
    | Error invalid -> string invalid

/// Names by column, closes by row, all volumes 1,000; one session a row from 2024-01-22, a Monday, on, weekends left out.
let private market (basis: PriceBasis) (volume: bool) (rows: float[][]) : Bars =
    let names = rows[0].Length
    let monday = CivilDate.epochDay 2024 1 22
    let dates = Array.init rows.Length (fun t -> monday + t / 5 * 7 + t % 5)

    let axes =
        Axes.create
            (dates |> Array.map (fun date -> int64 date * 86_400_000_000L))
            dates
            (Array.init names (fun i -> $"S{i}"))
        |> accepted

    let prices () = Array.concat rows

    let volumes =
        if volume then
            ValueSome(
                prices () |> Array.map (fun price -> if Double.IsNaN price then nan else 1000.0)
            )
        else
            ValueNone

    Bars.create axes basis (prices ()) (prices ()) (prices ()) (prices ()) volumes |> accepted

let private verdicts (settings: UniverseSettings) (rows: float[][]) =
    let universe =
        accepted (
            Universe.create
                settings
                ValueNone
                CorporateActions.None
                (market PriceBasis.Raw true rows)
        )

    [ for t in 0 .. rows.Length - 1 -> universe.Verdict(t, 0) ]

let private standard = UniverseSettings.standard

[<Test>]
let ``a split effective while a name has no bar moves the price that is asked for, from its own bar on``
    ()
    =
    let after ratio =
        let bars =
            market PriceBasis.Raw true [| [| 6.0 |]; [| nan |]; [| nan |]; [| 6.0 / ratio |] |]

        let actions =
            CorporateActions.create bars.Axes [|
                { Symbol = 0; Bar = 2; Kind = ActionKind.Split ratio }
            |]
            |> accepted

        let universe =
            accepted (Universe.create { standard with MinimumPrice = 50.0 } ValueNone actions bars)

        [ for t in 0..3 -> universe.Verdict(t, 0) ]

    // One new share for ten old ones: 60. Ten for one: 0.6.
    Assert.That(
        after 0.1 = [
            UniverseVerdict.LowPrice
            UniverseVerdict.LowPrice
            UniverseVerdict.In
            UniverseVerdict.In
        ]
    )

    Assert.That(after 10.0 = List.replicate 4 UniverseVerdict.LowPrice)

[<Test>]
let ``a price below the least is out at its own close, and in again at the close that has it`` () =
    Assert.That(
        verdicts { standard with MinimumPrice = 5.0 } [| [| 6.0 |]; [| 4.99 |]; [| 5.0 |] |] = [
            UniverseVerdict.In
            UniverseVerdict.LowPrice
            UniverseVerdict.In
        ]
    )

[<Test>]
let ``money traded is a mean over the window, its own session among it, and a full window is asked for``
    ()
    =
    // 1,000 shares: 10,000, 20,000, 30,000; means of two 15,000 and 25,000.
    let screens = { standard with MinimumDollarVolume = 20_000.0; WindowSessions = 2 }

    Assert.That(
        verdicts screens [| [| 10.0 |]; [| 20.0 |]; [| 30.0 |] |] = [
            UniverseVerdict.ShortHistory
            UniverseVerdict.Illiquid
            UniverseVerdict.In
        ]
    )

[<Test>]
let ``a monthly review holds from the first bar of a month to the next one's`` () =
    // The rows are 2024-01-22 to 02-06; February begins on the ninth.
    let rows =
        Array.init 12 (fun t -> [|
            (if t = 0 then 6.0
             elif t < 8 then 1.0
             else 7.0)
        |])

    let found =
        verdicts { standard with MinimumPrice = 5.0; Review = UniverseReview.Monthly } rows

    Assert.That(found |> List.forall ((=) UniverseVerdict.In))

    let weekly =
        verdicts { standard with MinimumPrice = 5.0; Review = UniverseReview.Weekly } rows

    let expected = [
        for t in 0..11 -> if t >= 5 && t < 10 then UniverseVerdict.LowPrice else UniverseVerdict.In
    ]

    Assert.That((weekly = expected))

[<Test>]
let ``a name is out after five sessions without a bar, and in again at its next one`` () =
    let rows =
        Array.init 8 (fun t -> [| (if t = 0 || t = 7 then 10.0 else nan); 10.0 |])

    Assert.That(
        verdicts standard rows = [
            UniverseVerdict.In
            UniverseVerdict.In
            UniverseVerdict.In
            UniverseVerdict.In
            UniverseVerdict.In
            UniverseVerdict.NoBar
            UniverseVerdict.NoBar
            UniverseVerdict.In
        ]
    )

[<Test>]
let ``a name is out from the bar at which its delisting is effective, and has ended`` () =
    let bars =
        market PriceBasis.Raw true [|
            [| 10.0; 9.0 |]
            [| 10.0; 9.0 |]
            [| nan; 9.0 |]
            [| nan; 9.0 |]
        |]

    let delistedAt bar =
        accepted (
            CorporateActions.create bars.Axes [|
                { Symbol = 0; Bar = bar; Kind = ActionKind.Delisting -0.5 }
            |]
        )

    let verdicts actions =
        let universe = accepted (Universe.create standard ValueNone actions bars)
        [ for t in 0..3 -> universe.Verdict(t, 0) ]

    let inside, out = UniverseVerdict.In, UniverseVerdict.NoBar
    Assert.That((verdicts (delistedAt 2) = [ inside; inside; out; out ]))
    Assert.That((verdicts (delistedAt 3) = [ inside; inside; inside; out ]))
    // Announced for the bar after the last, it is not effective yet.
    Assert.That((verdicts (delistedAt 4) = [ inside; inside; inside; inside ]))

    let measured bar =
        Survivorship.measure ValueNone (delistedAt bar) bars

    Assert.That([ for bar in 2..4 -> (measured bar).EndedCount ] = [ 1; 1; 0 ])
    Assert.That((measured 3).RecordedCount, Is.EqualTo 1)

[<Test>]
let ``screens out of range, screens of levels on adjusted bars and money without volume are refused``
    ()
    =
    let create settings bars =
        refusalOf (Universe.create settings ValueNone CorporateActions.None bars)

    let raw = market PriceBasis.Raw true [| [| 10.0 |] |]
    let bare = market PriceBasis.Raw false [| [| 10.0 |] |]
    let adjusted = market PriceBasis.Adjusted true [| [| 10.0 |] |]
    let least = { standard with MinimumPrice = 5.0 }
    let money = { standard with MinimumDollarVolume = 5.0 }

    Assert.That(
        create least adjusted,
        Does.StartWith "minPrice: levels of adjusted prices hold later splits"
    )

    // Splits cancel in close x volume, a later dividend does not.
    Assert.That(
        create money adjusted,
        Does.StartWith "minDollarAdv: money traded at adjusted prices holds later dividends"
    )

    Assert.That(create money bare, Does.StartWith "minDollarAdv: needs volumes")

    Assert.That(
        create { standard with MinimumPrice = -1.0 } raw,
        Does.Contain "minPrice must not be negative"
    )

    Assert.That(
        create { standard with MinimumDollarVolume = nan } raw,
        Does.Contain "minDollarAdv must be finite"
    )

    Assert.That(
        create { standard with WindowSessions = 0 } raw,
        Does.Contain "advWindow must lie in [1, 10000], was 0"
    )

    Assert.That(
        create { standard with MinimumHistory = -2 } raw,
        Does.Contain "minHistory must lie in"
    )

[<Test>]
let ``a membership that knows none of the bars' names is refused with some of both`` () =
    let spell symbol = { Symbol = symbol; FirstDay = 0; LastDay = 99 }

    let strangers =
        accepted (Membership.create [| spell "BRK-B"; spell "BF-B"; spell "C"; spell "D" |])

    let bars = market PriceBasis.Raw true [| [| 10.0; 11.0 |] |]

    Assert.That(
        refusalOf (Universe.create standard (ValueSome strangers) CorporateActions.None bars),
        Is.EqualTo(
            "membership: none of its 4 names (BF-B, BRK-B, C, ...) is among the 2 of the bars (S0, S1); "
            + "names are compared by their characters"
        )
    )

[<Test>]
let ``panels and decisions of other bars are refused`` () =
    let bars = market PriceBasis.Raw true [| [| 10.0 |]; [| 10.0 |] |]
    let other = market PriceBasis.Raw true [| [| 10.0 |] |]

    let universe =
        accepted (Universe.create standard ValueNone CorporateActions.None bars)

    let decisions = accepted (Decisions.create other.Axes [| true |] [| 1.0 |])
    Assert.That(refusalOf (Universe.restrict universe other.Close), Does.Contain "other bars")

    Assert.That(
        refusalOf (UniverseDecisions.restrict universe decisions),
        Does.Contain "other bars"
    )

    Assert.That(
        refusalOf (UniverseDecisions.equalWeight universe 21 decisions),
        Does.Contain "other bars"
    )

[<Test>]
let ``the target 0 of a name that leaves sells what is held of it at the next open`` () =
    // S0 is a member of the first two sessions; both names are wanted at every close.
    let rows = Array.init 5 (fun _ -> [| 10.0; 10.0 |])
    let bars = market PriceBasis.Raw true rows
    let first = bars.Axes.SessionDate 0

    let membership =
        Membership.create [|
            { Symbol = "S0"; FirstDay = first; LastDay = first + 1 }
            { Symbol = "S1"; FirstDay = first; LastDay = Membership.OpenLastDay }
        |]
        |> accepted

    let universe =
        accepted (Universe.create standard (ValueSome membership) CorporateActions.None bars)

    let wanted =
        accepted (Decisions.create bars.Axes (Array.create 5 true) (Array.create 10 0.4))

    let restricted = accepted (UniverseDecisions.restrict universe wanted)
    Assert.That(restricted.DroppedWeights, Is.EqualTo 3)
    Assert.That(restricted.DroppedNames, Is.EqualTo 1)

    let settings = { EngineSettings.standard with ImpactCoefficient = 0.0 }

    let result =
        EngineMarket.create bars CorporateActions.None
        |> Result.bind (fun market -> Loop.run settings market restricted.Decisions)
        |> accepted

    Assert.That(result.FinalState.Shares.Span[0], Is.EqualTo 0.0)
    Assert.That(result.FinalState.Shares.Span[1], Is.GreaterThan 0.0)
