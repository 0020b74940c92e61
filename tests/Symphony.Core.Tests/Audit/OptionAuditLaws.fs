/// Chains without a fault have no finding; each fault that is put into one is found at its contract, and there alone.
module Symphony.Core.Tests.OptionAuditLaws

open System
open NUnit.Framework
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

let private orFail result =
    result |> Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid))

/// A chain of one expiry in plain words: European prices of one volatility with a spread around them.
type ChainPlan = {
    /// From half the forward on, in steps of a twentieth of it.
    Strikes: int
    /// Hundredths of a year's volatility.
    Volatility: int
    Days: int
    /// Basis points of a year's rate, perhaps below zero.
    Rate: int
    /// Hundredths of a per cent of the forward on each side of the price.
    HalfSpread: int
    /// A contract, from 0: even a call, odd a put.
    Contract: int
    IsEuropean: bool
}

type ChainPlans =

    static member Plan() : Arbitrary<ChainPlan> =
        let gen =
            gen {
                let! strikes = Gen.choose (13, 25)
                let! volatility = Gen.choose (15, 90)
                let! days = Gen.choose (20, 400)
                let! rate = Gen.choose (-100, 900)
                let! halfSpread = Gen.choose (0, 15)
                let! contract = Gen.choose (0, 2 * strikes - 1)
                let! isEuropean = Gen.elements [ true; false ]

                return {
                    Strikes = strikes
                    Volatility = volatility
                    Days = days
                    Rate = rate
                    HalfSpread = halfSpread
                    Contract = contract
                    IsEuropean = isEuropean
                }
            }

        let shrink (plan: ChainPlan) =
            seq {
                if plan.Rate <> 0 then
                    { plan with Rate = 0 }

                if plan.HalfSpread > 0 then
                    { plan with HalfSpread = 0 }

                if plan.Days <> 30 then
                    { plan with Days = 30 }

                if plan.Volatility <> 20 then
                    { plan with Volatility = 20 }
            }

        Arb.fromGenShrink (gen, shrink)

[<AttributeUsage(AttributeTargets.Method)>]
type ChainPropertyAttribute() as this =
    inherit PropertyAttribute()

    do
        this.Arbitrary <- [| typeof<ChainPlans> |]
        this.MaxTest <- 60
        this.QuietOnSuccess <- true

let private forward = 100.0
let private today = 15_000
let private instant = int64 today * 86_400_000_000L

let private line (plan: ChainPlan) : ParityLine = {
    Forward = forward
    Discount = exp (-(float plan.Rate / 10_000.0) * float plan.Days / 365.0)
    Lowest = 0.0
    Highest = infinity
}

let private strike k = forward * (0.5 + 0.05 * float k)

/// A quote that may be changed before it becomes a row.
type private Quote = {
    Strike: float
    IsCall: bool
    Bid: float
    Ask: float
    Expiry: int
    Stated: float
}

let private chain (plan: ChainPlan) : Quote list = [
    for k in 0 .. plan.Strikes - 1 do
        for isCall in [ true; false ] do
            let deviation = float plan.Volatility / 100.0 * sqrt (float plan.Days / 365.0)

            let price = ParityLine.black (line plan) isCall (strike k) deviation
            let half = float plan.HalfSpread / 10_000.0 * forward

            {
                Strike = strike k
                IsCall = isCall
                Bid = max 0.0 (price - half)
                Ask = max 1e-9 (price + half)
                Expiry = today + plan.Days
                Stated = nan
            }
]

/// Enough calls and puts with two sides, beside the contract's own, for the line of the expiry; and with American
/// exercise the contract's own strike not beyond them.
let private hasLine (plan: ChainPlan) : bool =
    let quotes = chain plan
    let own = List.item plan.Contract quotes

    let others =
        quotes
        |> List.filter (fun quote -> quote.Strike <> own.Strike)
        |> List.groupBy _.Strike
        |> List.filter (fun (_, pair) -> pair |> List.forall (fun quote -> quote.Bid > 0.0))
        |> List.map fst

    let other =
        quotes |> List.find (fun quote -> quote.Strike = own.Strike && quote.IsCall <> own.IsCall)

    others.Length >= 6
    && (plan.IsEuropean
        || other.Bid > 0.0
        || own.Strike >= List.min others && own.Strike <= List.max others)

let private rowsOf (quotes: Quote list) : OptionRows =
    let column value =
        quotes |> List.map value |> Array.ofList

    OptionRows.create
        "X"
        (Array.create quotes.Length instant)
        (Array.create quotes.Length today)
        (column _.Expiry)
        (column _.Strike)
        (column _.IsCall)
        (column _.Bid)
        (column _.Ask)
        { OptionRows.quotesAlone with Volatilities = ValueSome(column _.Stated) }
    |> orFail

let private settingsOf (plan: ChainPlan) = {
    OptionSettings.standard with
        Exercise = if plan.IsEuropean then OptionExercise.European else OptionExercise.American
}

let private auditWith settings repairs (rows: OptionRows) =
    OptionAudit.run WorkPlan.sequential AuditSettings.daily settings repairs [| rows |]
    |> orFail

let private findings (plan: ChainPlan) (quotes: Quote list) = [
    for finding in (auditWith (settingsOf plan) [] (rowsOf quotes)).Findings.ToArray() do
        finding.Rule, finding.Contract, finding.Value
]

let private name (quote: Quote) =
    let right = if quote.IsCall then "C" else "P"
    $"{right} {Text.number quote.Strike} {Text.date quote.Expiry}"

/// The chain with one of its quotes changed, and that quote.
let private changed (plan: ChainPlan) (change: Quote -> Quote) : Quote list * Quote =
    let quotes = chain plan

    List.updateAt plan.Contract (change quotes[plan.Contract]) quotes, quotes[plan.Contract]

[<ChainProperty>]
let ``a chain of one law, whatever its rate and spread, has no finding`` (plan: ChainPlan) =
    findings plan (chain plan) |> List.isEmpty

[<ChainProperty>]
let ``what a row says by itself is found at that row, and the others are looked at without it``
    (plan: ChainPlan)
    =
    let only change expected =
        let quotes, quote = changed plan change
        findings plan quotes = [ (fst expected, name quote, snd expected) ]

    only (fun quote -> { quote with Bid = 10.0; Ask = 9.0 }) (AuditRule.CrossedQuote, -0.1)
    && only (fun quote -> { quote with Ask = 0.0 }) (AuditRule.ImpossiblePrice, 0.0)
    && only (fun quote -> { quote with Bid = -1.0 }) (AuditRule.ImpossiblePrice, -1.0)
    && only (fun quote -> { quote with Bid = nan; Ask = nan }) (AuditRule.OneSidedQuote, 2.0)
    && only (fun quote -> { quote with Bid = 0.0; Ask = nan }) (AuditRule.OneSidedQuote, 2.0)
    && only (fun quote -> { quote with Stated = 0.0 }) (AuditRule.ImplausibleVolatility, 0.0)
    && only (fun quote -> { quote with Stated = 3.5 }) (AuditRule.ImplausibleVolatility, 3.5)
    && findings plan (fst (changed plan (fun quote -> { quote with Bid = nan }))) |> List.isEmpty

[<ChainProperty>]
let ``a row twice, in any place, is a duplicate; with another price it conflicts``
    (plan: ChainPlan)
    =
    let quotes = chain plan
    let quote = quotes[plan.Contract]
    let with' other = findings plan (other :: quotes)

    with' quote = [ AuditRule.DuplicateRow, name quote, 1.0 ]
    && (with' { quote with Ask = quote.Ask + 1e-6 }) = [ AuditRule.ConflictingRow, name quote, 1.0 ]

[<ChainProperty>]
let ``a contract is expired from the day after its expiry`` (plan: ChainPlan) =
    let expiring days =
        chain plan
        |> List.map (fun quote -> { quote with Expiry = today + days })
        |> findings plan

    let rules = expiring -3 |> List.map (fun (rule, _, value) -> rule, value)

    rules = List.replicate (2 * plan.Strikes) (AuditRule.ExpiredContract, 3.0)
    && expiring -1 |> List.exists (fun (rule, _, _) -> rule = AuditRule.ExpiredContract)
    && expiring 0 |> List.forall (fun (rule, _, _) -> rule <> AuditRule.ExpiredContract)

let private of' rule found =
    found
    |> List.choose (fun (other, contract, _) -> if other = rule then Some contract else None)

[<ChainProperty>]
let ``an option below what it can be made of, or above what it can become, is found, and no other``
    (plan: ChainPlan)
    =
    let line = line plan
    let quote = List.item plan.Contract (chain plan)
    let sign = if quote.IsCall then 1.0 else -1.0

    // With exercise at any time only the underlying's price is a bound, and here it is not known.
    let least =
        if plan.IsEuropean then line.Discount * sign * (forward - quote.Strike) else 0.0

    let most =
        if quote.IsCall then
            if plan.IsEuropean then line.Discount * forward else infinity
        elif plan.IsEuropean then
            line.Discount * quote.Strike
        else
            quote.Strike

    let at low high =
        let quotes, quote = changed plan (fun quote -> { quote with Bid = low; Ask = high })
        of' AuditRule.ArbitrageBound (findings plan quotes) = [ name quote ]

    // The bound's tolerance is a fifth of a per cent of the strike.
    let step = 0.003 * quote.Strike

    (not (hasLine plan)
     || least <= 0.02 * quote.Strike
     || at (0.5 * (least - step)) (least - step))
    && (not (hasLine plan) || Double.IsInfinity most || at (most + step) (most + step + 1.0))

[<ChainProperty>]
let ``a call or put that is a tenth of the forward too dear is off its line and out of its order``
    (plan: ChainPlan)
    =
    // Early exercise is worth what money earns on the strike: here next to nothing.
    // Where exercise is possible the strikes beside must speak, and those without a bid say nothing: all have one.
    let plan = {
        plan with
            Rate = plan.Rate / 10
            Volatility = if plan.IsEuropean then plan.Volatility else max plan.Volatility 30
            Days = if plan.IsEuropean then plan.Days else max plan.Days 180
            HalfSpread = if plan.IsEuropean then plan.HalfSpread else 0
    }

    let quotes, quote =
        changed plan (fun quote -> {
            quote with
                Bid = quote.Bid + 0.1 * forward
                Ask = quote.Ask + 0.1 * forward
        })

    let found = findings plan quotes
    let call = name { quote with IsCall = true }
    let order = of' AuditRule.StrikeOrder found

    let outliers = of' AuditRule.ParityOutlier found

    // With exercise at any time the strikes beside it say so, three on the side from which they do; at the chain's ends
    // they need not.
    let isInside =
        plan.Contract / 2 >= 3 && plan.Contract / 2 < plan.Strikes - 3 || plan.IsEuropean

    (not (hasLine plan) || outliers = [ call ] || not isInside && outliers.IsEmpty)
    // Steps of strikes are a twentieth: a tenth more than the neighbour cheaper by at most that much contradicts.
    && not order.IsEmpty
    && order |> List.forall (fun contract -> contract[0] = (if quote.IsCall then 'C' else 'P'))

[<ChainProperty>]
let ``at the money a quote of four times its year's price is implausible, and so is one of nearly none``
    (plan: ChainPlan)
    =
    let plan = { plan with Volatility = 400; Days = 30; HalfSpread = 0 }
    let middle quotes = name (List.item 20 quotes)
    let isFound = of' AuditRule.ImplausibleVolatility (findings plan (chain plan))
    let quiet = { plan with Volatility = 1; Days = 365 }
    let asleep = of' AuditRule.ImplausibleVolatility (findings quiet (chain quiet))

    List.contains (middle (chain plan)) isFound && List.contains (middle (chain quiet)) asleep

[<Test>]
let ``American puts at what exercise pays are no outliers, and with European exercise they are``
    ()
    =
    let plan = {
        Strikes = 13
        Volatility = 20
        Days = 180
        Rate = 500
        HalfSpread = 0
        Contract = 0
        IsEuropean = false
    }

    let spot = (line plan).Discount * forward

    let exercised quote =
        if quote.IsCall then
            quote
        else
            let price = max quote.Bid (quote.Strike - spot)
            { quote with Bid = price; Ask = price }

    let quotes = chain plan |> List.map exercised
    Assert.That((of' AuditRule.ParityOutlier (findings plan quotes)).IsEmpty)
    let european = { plan with IsEuropean = true }
    Assert.That((of' AuditRule.ParityOutlier (findings european quotes)).IsEmpty, Is.False)

/// Hull, Options, Futures, and Other Derivatives, chapter on properties of stock options, lower bounds without dividends.
[<Test>]
let ``Hull's call at 3.00 where the stock at 20 and 10 % make it worth 3.71 at least`` () =
    let line = {
        Discount = exp -0.1
        Forward = 20.0 * exp 0.1
        Lowest = 0.0
        Highest = infinity
    }

    let quotes = [
        for strike in [ 14.0; 15.0; 16.0; 17.0; 18.0; 19.0; 20.0; 21.0; 22.0 ] do
            for isCall in [ true; false ] do
                let price = ParityLine.black line isCall strike 0.2
                let price = if isCall && strike = 18.0 then 3.0 else price

                {
                    Strike = strike
                    IsCall = isCall
                    Bid = price
                    Ask = price
                    Expiry = today + 365
                    Stated = nan
                }
    ]

    let settings = { OptionSettings.standard with Exercise = OptionExercise.European }
    let report = auditWith settings [] (rowsOf quotes)

    let bound =
        report.Findings.ToArray()
        |> Array.filter (fun each -> each.Rule = AuditRule.ArbitrageBound)

    Assert.That(bound.Length, Is.EqualTo 1)
    Assert.That(bound[0].Contract, Does.StartWith "C 18 ")
    // 20 - 18 exp(-0.1) = 3.71.
    Assert.That(bound[0].Value * 18.0, Is.EqualTo(3.0 - 3.71).Within 0.005)

    Assert.That(
        AuditFinding.sentence bound[0],
        Does.StartWith "X C 18 2012-01-26 2011-01-26T00:00:00Z: an option's price beyond its bounds"
    )

[<Test>]
let ``the underlying's price is a bound of its own: an American put below what exercise pays`` () =
    let rows price =
        OptionRows.create
            "X"
            [| instant |]
            [| today |]
            [| today + 30 |]
            [| 40.0 |]
            [| false |]
            [| price - 0.1 |]
            [| price |]
            { OptionRows.quotesAlone with Spots = ValueSome [| 37.0 |] }
        |> orFail

    let count settings price =
        (auditWith settings [] (rows price)).Findings.Length

    let american = OptionSettings.standard
    Assert.That(count american 2.5, Is.EqualTo 1)
    Assert.That(count american 3.0, Is.Zero)
    // A European put may be worth less than exercise; without its chain nothing is known.
    Assert.That(count { american with Exercise = OptionExercise.European } 2.5, Is.Zero)

[<Test>]
let ``settlements are looked at as marks, and repairs drop rows and accept findings`` () =
    let marks prices =
        OptionRows.create
            "X"
            [| instant; instant; instant |]
            [| today; today; today |]
            [| today + 30; today + 30; today + 30 |]
            [| 40.0; 45.0; 50.0 |]
            [| true; true; true |]
            (Array.create 3 nan)
            (Array.create 3 nan)
            { OptionRows.quotesAlone with Marks = ValueSome prices }
        |> orFail

    let rules repairs prices =
        let report = auditWith OptionSettings.standard repairs (marks prices)
        [ for finding in report.Findings.ToArray() -> finding.Rule, finding.Colour ]

    let amber, red = AuditColour.Amber, AuditColour.Red
    Assert.That((rules [] [| 5.0; 2.0; 1.0 |]).IsEmpty)
    Assert.That((rules [] [| 5.0; 2.0; 3.0 |]) = [ AuditRule.StrikeOrder, amber ])

    Assert.That(
        (rules [] [| 5.0; nan; 0.0 |]) = [
            AuditRule.IncompleteRow, red
            AuditRule.ImpossiblePrice, red
        ]
    )

    let repair kind = {
        Kind = kind
        Symbol = ValueSome "X"
        From = today
        To = today
        Reason = "looked at"
    }

    Assert.That(
        (rules [ repair (RepairKind.Accept AuditRule.StrikeOrder) ] [| 5.0; 2.0; 3.0 |]) = [
            AuditRule.StrikeOrder, AuditColour.Green
        ]
    )

    Assert.That((rules [ repair RepairKind.DropRows ] [| 5.0; 2.0; 3.0 |]).IsEmpty)

    match
        OptionAudit.run WorkPlan.sequential AuditSettings.daily OptionSettings.standard [
            repair RepairKind.KeepLast
        ] [| marks [| 5.0; 2.0; 3.0 |] |]
    with
    | Ok _ -> Assert.Fail "accepted"
    | Error invalid -> Assert.That(string invalid, Does.Contain "is for bars")

[<Test>]
let ``five strikes make a line, four make none, and with American exercise it ends with them`` () =
    let points = [|
        for strike in [ 80.0; 90.0; 100.0; 110.0; 120.0 ] -> struct (strike, 0.9 * (101.0 - strike))
    |]

    Assert.That((ParityLine.through OptionExercise.European points[..3]).IsNone)

    match ParityLine.through OptionExercise.European points with
    | ValueNone -> Assert.Fail "five strikes are enough"
    | ValueSome line ->
        Assert.That(line.Discount, Is.EqualTo(0.9).Within 1e-12)
        Assert.That(line.Forward, Is.EqualTo(101.0).Within 1e-9)

        let held exercise =
            [ 79.0; 80.0; 120.0; 121.0 ]
            |> List.filter (fun strike -> ParityLine.holds exercise strike line)

        Assert.That((held OptionExercise.American = [ 80.0; 120.0 ]))
        Assert.That((held OptionExercise.European).Length, Is.EqualTo 4)
