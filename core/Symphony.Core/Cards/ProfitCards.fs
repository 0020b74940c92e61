namespace Symphony.Core

open System

/// Cards of where profit came from and how much money can carry it.
[<RequireQualifiedAccess>]
module internal ProfitCards =

    /// One name, sold short at the first close for half of a million, and held over a weekend.
    let private short () : Result<ProfitParts, Invalid> =
        let closes = [| 100.0; 99.0; 98.0 |]
        let opens = [| 100.0; 100.0; 99.0 |]

        let settings = {
            EngineSettings.frictionless with
                Equity = 1e6
                HalfSpread = 2e-4
                BorrowTiers = Borrow.flat 0.036
        }

        Axes.create [| 1L; 2L; 3L |] [| 0; 1; 4 |] [| "A" |]
        |> Result.bind (fun axes ->
            Bars.create
                axes
                PriceBasis.Raw
                opens
                (Array.map2 max opens closes)
                (Array.map2 min opens closes)
                closes
                ValueNone
            |> Result.bind (fun bars -> EngineMarket.create bars CorporateActions.None)
            |> Result.bind (fun market ->
                Decisions.create axes [| true; false; false |] [| -0.5; 0.0; 0.0 |]
                |> Result.bind (fun decisions ->
                    Attribution.runBetween settings market decisions 0 2)))
        |> Result.map (fun profit -> profit.OfSide HoldingSide.Short)

    let private ofShort (value: ProfitParts -> float) () : float voption =
        match short () with
        | Ok parts -> ValueSome(value parts)
        | Error _ -> ValueNone

    let private shortText =
        "5,000 shares sold at 100, 2 bp half spread, borrow 3.6 %, closes 99 and, three days later, 98"

    let private attribution =
        FormulaCard(
            name = "Profit by side",
            formula = "Σ (s⁻ F − s₀ P₀ + s (P − F)) + dividends + delistings − costs − borrow",
            convention =
                "s₀ shares at the close before at its price P₀, s⁻ the same after splits, F the fill, s shares after it, P the close. Up to the fill the side is the sign of s₀, from it on that of s; the costs of a fill that turns a holding over go to what closes and what opens by shares. With interest all sides add up to the gain of equity.",
            unit = "money",
            reference = "Grinold and Kahn (2000), Active Portfolio Management, chapter 17",
            golden = [
                GoldenValue(
                    inputs = shortText,
                    value = 9751.5,
                    tolerance = 1e-6,
                    source =
                        "by hand: 5,000 · 1 + 5,000 · 1 − 500,000 · 0.0002 − 495,000 · 0.036 · 3 / 360",
                    recompute = ofShort _.Net
                )
            ]
        )

    let private edgeAfterBorrow =
        FormulaCard(
            name = "Edge after borrow",
            formula = "(gross − trading costs − borrow) / Σ(|s| P days / 360)",
            convention =
                "By name and side. Gross is price, dividends and delistings. Days between session dates; money held is that at the earlier close. The borrow line alone is the mean rate paid. No value for what was held within sessions only.",
            unit = "basis points of held money a year of 360 days",
            reference =
                "D’Avolio (2002), The market for borrowing stock, Journal of Financial Economics 66(2-3)",
            golden = [
                GoldenValue(
                    inputs = shortText + ": net",
                    value = 23640.0,
                    tolerance = 1e-6,
                    source = "by hand: 9,751.5 / (495,000 · 3 / 360) = 9,751.5 / 4,125",
                    recompute = ofShort (fun parts -> parts.NetEdge.GetValueOrDefault nan)
                )
                GoldenValue(
                    inputs = shortText + ": what borrow takes",
                    value = 360.0,
                    tolerance = 1e-9,
                    source = "by hand: 148.5 / 4,125",
                    recompute = ofShort (fun parts -> parts.BorrowOfEdge.GetValueOrDefault nan)
                )
            ]
        )

    let private capacity =
        FormulaCard(
            name = "Capacity",
            formula =
                "the equity at which the net Sharpe ratio is half its best, or 0; between two runs a straight line in log equity",
            convention =
                "The same decisions run at each size of account with all costs; only equity changes. From the best account upwards. No value where the ratio stays above, a run is ruined before, or the best is not above 0.",
            unit = "money",
            reference =
                "Grinold and Kahn (2000), Active Portfolio Management, chapter 16: costs against size; Landier, Simon and Thesmar (2015), The capacity of trading strategies",
            golden = [
                GoldenValue(
                    inputs =
                        "ratios 1.5, 1.2, 0.6, −0.2 at 100,000 to 100 million in steps of ten: half the best",
                    value = 5623413.25190349,
                    tolerance = 1e-2,
                    source = "by hand: 0.75 is three quarters of the way from 1.2 to 0.6: 10^6.75",
                    recompute =
                        fun () ->
                            let found =
                                SharpeDecline.crossing 0 0.75 [| 1e5; 1e6; 1e7; 1e8 |] [|
                                    ValueSome 1.5
                                    ValueSome 1.2
                                    ValueSome 0.6
                                    ValueSome -0.2
                                |]

                            if found.HasValue then ValueSome found.Value else ValueNone
                )
            ]
        )

    let all: FormulaCard list = [ attribution; edgeAfterBorrow; capacity ]
