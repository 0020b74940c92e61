namespace Symphony.Core

/// Cards of trading and what it costs.
[<RequireQualifiedAccess>]
module internal TurnoverCards =

    /// Four decisions on three names, row after row; the last bar decides nothing.
    let private weights: float[] = [|
        yield! [ 0.5; 0.3; 0.2 ]
        yield! [ 0.4; 0.4; 0.2 ]
        yield! [ 0.0; 0.5; 0.5 ]
        yield! [ 0.2; 0.2; 0.6 ]
        yield! [ 0.0; 0.0; 0.0 ]
    |]

    /// What the three names return at bars 1 to 4.
    let private simpleReturns: float[] = [|
        yield! [ 0.01; -0.02; 0.03 ]
        yield! [ 0.0; 0.01; -0.01 ]
        yield! [ 0.02; -0.03; 0.01 ]
        yield! [ 0.0; 0.0; 0.0 ]
    |]

    /// A run of these decisions, filled without cost at opens that are the closes before.
    let private run () : Result<BacktestResult, Invalid> =
        let closes = Array.create 15 100.0

        for cell in 3..14 do
            closes[cell] <- closes[cell - 3] * (1.0 + simpleReturns[cell - 3])

        let opens = Array.init 15 (fun cell -> closes[max 0 (cell - 3)])
        let highs = Array.map2 max opens closes
        let lows = Array.map2 min opens closes
        let decided = [| true; true; true; true; false |]

        Axes.create [| 1L; 2L; 3L; 4L; 5L |] [| 0; 1; 2; 3; 4 |] [| "A"; "B"; "C" |]
        |> Result.bind (fun axes ->
            Bars.create axes PriceBasis.Raw opens highs lows closes ValueNone
            |> Result.bind (fun bars ->
                CorporateActions.create axes [||] |> Result.bind (EngineMarket.create bars))
            |> Result.bind (fun market ->
                Decisions.create axes decided weights
                |> Result.bind (Loop.run EngineSettings.frictionless market)))

    let private turnover =
        FormulaCard(
            name = "Turnover",
            formula = "Σ |n| / E(before) · B / bars, two-sided; one-sided is half of it",
            convention =
                "n the notional of a fill, bought or sold, against equity at the close before; from the first fill on, B the calendar’s bars a year. Targets are compared with drifted holdings, not with the targets before.",
            unit = "fraction of equity a year",
            reference =
                "Grinold and Kahn (2000), Active Portfolio Management, chapter 16 (there one-sided)",
            golden = [
                GoldenValue(
                    inputs =
                        "targets 50/30/20, 40/40/20, 0/50/50, 20/20/60 %, names returning 1, −2, 3; 0, 1, −1; 2, −3, 1 % between: the four fills together, not annualised",
                    value = 2.5931265465450827,
                    tolerance = 1e-12,
                    source =
                        "by hand: 1 + 0.214925 + 0.798403 + 0.579798, each |target − drifted weight|",
                    recompute =
                        fun () ->
                            match run () with
                            | Error _ -> ValueNone
                            | Ok result ->
                                match
                                    (Turnover.ofBacktest result).TwoSidedPerYear,
                                    Calendar.barsPerYear result.Axes.SessionDates.Span
                                with
                                | ValueSome aYear, ValueSome bars ->
                                    ValueSome(aYear * float result.Returns.Length / bars)
                                | _ -> ValueNone
                )
            ]
        )

    let private costOfFill =
        FormulaCard(
            name = "Cost of a fill",
            formula = "|n| (commission + half spread) + Y σ |n| √(|n| / ADV)",
            convention =
                "n the notional, σ the daily volatility and ADV the average daily dollar volume known at the decision; Y multiplies average, not peak, impact. Paid from cash; our own trades never move marks.",
            unit = "money",
            reference =
                "Tóth and others (2011), Anomalous price impact and the critical nature of liquidity in financial markets, Physical Review X 1, 021006",
            golden = [
                GoldenValue(
                    inputs =
                        "n 100,000, commission 0.5 bp, half spread 2.5 bp, Y 1, σ 2 %, ADV 10 million",
                    value = 230.0,
                    tolerance = 1e-9,
                    source = "by hand: 100,000 · 0.0003 + 0.02 · 100,000 · √0.01 = 30 + 200",
                    recompute =
                        fun () ->
                            ValueSome(
                                TradingCost.money
                                    {
                                        Commission = 0.5e-4
                                        HalfSpread = 2.5e-4
                                        ImpactCoefficient = 1.0
                                    }
                                    (SquareRootImpact.quotient 0.02 1e7)
                                    1e5
                            )
                )
            ]
        )

    let private financing =
        FormulaCard(
            name = "Borrow and margin",
            formula = "balance · rate · days / 360",
            convention =
                "Simple interest on the balances at the close, for the calendar days to the next session: short notional at the borrow rate, negative cash at the margin rate, positive cash at the cash rate.",
            unit = "money",
            reference = "Stigum and Robinson (1996), Money Market and Bond Calculations: ACT/360",
            golden = [
                GoldenValue(
                    inputs = "1,000,000 at 6 % over a weekend of 3 days",
                    value = 500.0,
                    tolerance = 1e-9,
                    source = "by hand: 1,000,000 · 0.06 · 3 / 360",
                    recompute = fun () -> ValueSome(Financing.interest 0.06 3 1e6)
                )
            ]
        )

    let all: FormulaCard list = [ turnover; costOfFill; financing ]
