/// Chains of American options at the prices of a binomial tree have no finding, whatever the rate, volatility, maturity and
/// dividends; what contradicts the underlying's price or the strikes beside it is found.
module Symphony.Core.Tests.AmericanAuditLaws

open System
open NUnit.Framework
open FsCheck
open FsCheck.FSharp
open FsCheck.NUnit

open Symphony.Core

let private orFail result =
    result |> Result.defaultWith (fun (invalid: Invalid) -> failwith (string invalid))

/// A chain in plain words; the underlying is at 100.
type AmericanPlan = {
    /// On each side of 100.
    Strikes: int
    Step: int
    /// Hundredths of a year's volatility.
    Volatility: int
    Days: int
    /// Basis points of a year's rate.
    Rate: int
    /// Each quarter, in cents; the first after a month.
    Dividend: int
    /// Once, after ten days, in cents.
    Special: int
    /// In cents, on each side of the price.
    HalfSpread: int
    HasSpot: bool
    /// A contract, from 0: even a call, odd a put.
    Contract: int
}

type AmericanPlans =

    static member Plan() : Arbitrary<AmericanPlan> =
        let gen =
            gen {
                let! strikes = Gen.choose (4, 12)
                let! step = Gen.choose (1, 3)
                let! volatility = Gen.choose (10, 60)
                let! days = Gen.choose (7, 730)
                let! rate = Gen.choose (0, 1000)
                let! dividend = Gen.elements [ 0; 0; 30; 60; 100; 150 ]
                let! special = Gen.elements [ 0; 0; 0; 200; 400 ]
                let! halfSpread = Gen.choose (1, 10)
                let! hasSpot = Gen.elements [ true; false ]
                let! contract = Gen.choose (0, 4 * strikes + 1)

                return {
                    Strikes = strikes
                    Step = step
                    Volatility = volatility
                    Days = days
                    Rate = rate
                    Dividend = dividend
                    Special = special
                    HalfSpread = halfSpread
                    HasSpot = hasSpot
                    Contract = contract
                }
            }

        let shrink (plan: AmericanPlan) =
            seq {
                if plan.Rate <> 0 then
                    { plan with Rate = 0 }

                if plan.Dividend <> 0 then
                    { plan with Dividend = 0 }

                if plan.Special <> 0 then
                    { plan with Special = 0 }

                if plan.Days <> 90 then
                    { plan with Days = 90 }

                if plan.Volatility <> 20 then
                    { plan with Volatility = 20 }
            }

        Arb.fromGenShrink (gen, shrink)

[<AttributeUsage(AttributeTargets.Method)>]
type AmericanPropertyAttribute() as this =
    inherit PropertyAttribute()

    do
        this.Arbitrary <- [| typeof<AmericanPlans> |]
        this.MaxTest <- 80
        this.QuietOnSuccess <- true

let private spot = 100.0
let private today = 19_500

let private steps = 60

let private dividends (plan: AmericanPlan) : (float * float) list = [
    if plan.Special > 0 && plan.Days > 10 then
        10.0 / 365.0, float plan.Special / 100.0
    if plan.Dividend > 0 then
        for day in 30..91 .. plan.Days - 1 do
            float day / 365.0, float plan.Dividend / 100.0
]

/// Cox, Ross and Rubinstein (1979), "Option pricing: a simplified approach", Journal of Financial Economics 7(3); known
/// dividends as Hull has them: the tree is of the price less what their present value is.
let private tree (plan: AmericanPlan) (isCall: bool) (strike: float) : float =
    let rate = float plan.Rate / 10_000.0
    let years = float plan.Days / 365.0
    let step = years / float steps
    let up = exp (float plan.Volatility / 100.0 * sqrt step)
    let discount = exp (-rate * step)
    let chance = (1.0 / discount - 1.0 / up) / (up - 1.0 / up)
    let paid = dividends plan

    let present now =
        paid
        |> List.sumBy (fun (time, amount) ->
            if time > now then amount * exp (-rate * (time - now)) else 0.0)

    let left = spot - present 0.0
    let sign = if isCall then 1.0 else -1.0

    let mutable values = [|
        for ups in 0..steps ->
            max 0.0 (sign * (left * Math.Pow(up, float (2 * ups - steps)) - strike))
    |]

    for i in steps - 1 .. -1 .. 0 do
        let later = present (float i * step)

        values <- [|
            for ups in 0..i ->
                let price = left * Math.Pow(up, float (2 * ups - i)) + later

                max
                    (discount * (chance * values[ups + 1] + (1.0 - chance) * values[ups]))
                    (sign * (price - strike))
        |]

    values[0]

type private Quote = { Strike: float; IsCall: bool; Bid: float; Ask: float }

let private chain (plan: AmericanPlan) : Quote list = [
    for k in -plan.Strikes .. plan.Strikes do
        for isCall in [ true; false ] do
            let strike = spot + float (k * plan.Step)
            let price = tree plan isCall strike
            let half = float plan.HalfSpread / 100.0

            {
                Strike = strike
                IsCall = isCall
                Bid = max 0.0 (floor ((price - half) * 100.0) / 100.0)
                Ask = ceil ((price + half) * 100.0) / 100.0
            }
]

let private findings (plan: AmericanPlan) (quotes: Quote list) = [
    let column value =
        quotes |> List.map value |> Array.ofList

    let rows =
        OptionRows.create
            "X"
            (Array.create quotes.Length (int64 today * 86_400_000_000L))
            (Array.create quotes.Length today)
            (Array.create quotes.Length (today + plan.Days))
            (column _.Strike)
            (column _.IsCall)
            (column _.Bid)
            (column _.Ask)
            {
                OptionRows.quotesAlone with
                    Spots =
                        if plan.HasSpot then
                            ValueSome(Array.create quotes.Length spot)
                        else
                            ValueNone
            }
        |> orFail

    let report =
        OptionAudit.run WorkPlan.sequential AuditSettings.daily OptionSettings.standard [] [|
            rows
        |]
        |> orFail

    for finding in report.Findings.ToArray() do
        finding.Rule, finding.Colour, finding.Contract.Substring(0, finding.Contract.Length - 11)
]

let private name (quote: Quote) =
    let right = if quote.IsCall then "C" else "P"
    $"{right} {Text.number quote.Strike}"

let private changed (plan: AmericanPlan) (change: Quote -> Quote) =
    let quotes = chain plan
    findings plan (List.updateAt plan.Contract (change quotes[plan.Contract]) quotes)

[<AmericanProperty>]
let ``a chain that a tree prices has no finding, with the underlying's price or without``
    (plan: AmericanPlan)
    =
    let found = findings plan (chain plan)
    found.IsEmpty |> Prop.label $"%A{found}"

[<Test>]
let ``chains at ordinary rates with early exercise deep in the money have no finding`` () =
    for rate, volatility, days, dividend, special in
        [
            530, 25, 365, 0, 0
            530, 18, 180, 0, 0
            450, 18, 180, 60, 0
            800, 20, 90, 0, 0
            100, 20, 90, 0, 400
            1000, 10, 730, 0, 0
            1000, 10, 730, 150, 400
            0, 60, 730, 150, 400
            0, 10, 7, 0, 0
        ] do
        for step, strikes in [ 3, 10; 1, 30; 5, 8 ] do
            for hasSpot in [ true; false ] do
                let plan = {
                    Strikes = strikes
                    Step = step
                    Volatility = volatility
                    Days = days
                    Rate = rate
                    Dividend = dividend
                    Special = special
                    HalfSpread = 2
                    HasSpot = hasSpot
                    Contract = 0
                }

                Assert.That(findings plan (chain plan), Is.Empty, $"%A{plan}")

[<AmericanProperty>]
let ``with the underlying's price an option below what exercise pays or above what it can become is red``
    (plan: AmericanPlan)
    =
    let plan = { plan with HasSpot = true }
    let quote = List.item plan.Contract (chain plan)
    let exercised = (if quote.IsCall then 1.0 else -1.0) * (spot - quote.Strike)
    let most = if quote.IsCall then spot else quote.Strike
    let step = 0.003 * quote.Strike

    let at low high =
        changed plan (fun quote -> { quote with Bid = low; Ask = high })
        |> List.filter (fun (rule, _, _) -> rule = AuditRule.ArbitrageBound) = [
            AuditRule.ArbitrageBound, AuditColour.Red, name quote
        ]

    (exercised <= step || at (0.5 * (exercised - step)) (exercised - step))
    && at (most + step) (most + step + 1.0)

[<AmericanProperty>]
let ``call less put off by a twentieth of the price is amber at its strike and nowhere else``
    (plan: AmericanPlan)
    =
    // Two strikes or more on each side: at the chain's end nothing lies beyond that could contradict. Options far out
    // of the money that are worth less than their spread have no bid, and neighbours without one say nothing.
    let inner = 2 + plan.Contract / 2 % (2 * plan.Strikes - 3)

    let plan = {
        plan with
            Contract = 2 * inner + plan.Contract % 2
            Step = 1
            Volatility = max plan.Volatility 25
            Days = max 180 (min plan.Days 365)
            HalfSpread = min plan.HalfSpread 5
    }

    let dearer =
        changed plan (fun quote -> {
            quote with
                Bid = quote.Bid + 0.05 * spot
                Ask = quote.Ask + 0.05 * spot
        })
        |> List.filter (fun (rule, _, _) -> rule = AuditRule.ParityOutlier)

    let quote = List.item plan.Contract (chain plan)

    dearer = [
        AuditRule.ParityOutlier, AuditColour.Amber, name { quote with IsCall = true }
    ]
    |> Prop.label $"%A{dearer}"

/// Hull, Options, Futures, and Other Derivatives, properties of stock options, the example of put-call parity for American
/// options: a call at 1.50 on a stock at 19, strike 20, five months, 10 %: the put lies between 1.68 and 2.50.
[<Test>]
let ``Hull's American put lies between 1.68 and 2.50, and one at 1.30 is an outlier at any rate``
    ()
    =
    let plan = {
        Strikes = 0
        Step = 1
        Volatility = 20
        Days = 152
        Rate = 1000
        Dividend = 0
        Special = 0
        HalfSpread = 0
        HasSpot = true
        Contract = 0
    }

    // The prices of a stock at 100.
    let unit = spot / 19.0

    let rules put =
        findings plan [
            for isCall, price in [ true, 1.5; false, put ] do
                {
                    Strike = 20.0 * unit
                    IsCall = isCall
                    Bid = price * unit
                    Ask = price * unit
                }
        ]
        |> List.map (fun (rule, _, _) -> rule)

    Assert.That(rules 1.68, Is.Empty)
    Assert.That(rules 2.5, Is.Empty)
    Assert.That((rules 1.3 = [ AuditRule.ParityOutlier ]))
