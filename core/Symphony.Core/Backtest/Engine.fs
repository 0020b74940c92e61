namespace Symphony.Core

open System

/// <summary>Settings and a market that can serve them: checked once, before any bar.</summary>
[<Sealed; AllowNullLiteral(false)>]
type Engine internal (rules: Rules, market: EngineMarket) =

    member internal _.Rules: Rules = rules

    /// <summary>The checked settings.</summary>
    member _.Settings: EngineSettings = rules.Settings

    /// <summary>The market.</summary>
    member _.Market: EngineMarket = market

/// <summary>Builds an engine and its starting accounts, or says why not.</summary>
[<RequireQualifiedAccess>]
module Engine =

    /// <summary>Settings and market together, or the first setting that is out of range or not served.</summary>
    /// <param name="settings">The engine's settings.</param>
    /// <param name="market">Bars, actions, and what else the settings ask for.</param>
    let create (settings: EngineSettings) (market: EngineMarket) : Result<Engine, Invalid> =
        EngineSettings.create settings
        |> Result.bind (fun _ -> EngineMarket.check settings market)
        |> Result.map (fun () -> Engine(Rules(settings, market), market))

    /// What is known of prices at the close of a bar, with nothing held.
    let private knownAt (rules: Rules) (bar: int) : Book =
        let book = Book rules.Width
        let log = TradeLog TradeRecording.Totals

        for t in 0..bar do
            book.Bar <- Timing.decisionBar t
            OpeningActions.apply rules log book

            for i in 0 .. rules.Width - 1 do
                let close = rules.Closes[t * rules.Width + i]

                if not (Double.IsNaN close) then
                    book.Prices[i] <- close
                    book.LastBars[i] <- t

        book.Bar <- bar
        book

    let private refuseHolding
        (engine: Engine)
        (bar: int)
        (book: Book)
        (shares: float[])
        : Result<unit, Invalid> =
        let axes = engine.Market.Axes

        let broken rule i =
            Error(
                Invalid.BadValue("shares", axes.Symbols[i], axes.SessionDate bar, shares[i], rule)
            )

        Check.all [
            for i in 0 .. shares.Length - 1 do
                if not (Double.IsFinite shares[i]) then
                    broken "must be finite" i
                elif shares[i] <> 0.0 && book.HasEnded[i] then
                    broken "cannot be held: the name has ended by then" i
                elif shares[i] <> 0.0 && not (book.Prices[i] > 0.0) then
                    broken "cannot be valued: the name has no price by then" i
        ]

    /// <summary>The account at the close of a bar that holds this cash and these shares.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="cash">Money, finite; negative when borrowed.</param>
    /// <param name="shares">Shares held, N finite values, negative when short.</param>
    /// <param name="engine">Settings and market.</param>
    /// <remarks>Refused when the account is worth nothing or less, or a holding has no price.</remarks>
    let holding
        (bar: int)
        (cash: float)
        (shares: float[])
        (engine: Engine)
        : Result<EngineState, Invalid> =
        let rules = engine.Rules

        Check.all [
            Check.within "bar" 0.0 (float (rules.Axes.BarCount - 1)) (float bar)
            Check.finite "cash" cash
            Check.length "shares" rules.Width shares.Length
        ]
        |> Result.bind (fun () ->
            let book = knownAt rules bar

            refuseHolding engine bar book shares
            |> Result.bind (fun () ->
                shares.CopyTo(book.Shares, 0)
                book.Cash <- cash
                book.Value()

                Check.positive "equity" book.Equity |> Result.map (fun () -> book.ToState())))

    /// <summary>The account at the close of a bar that holds the settings' equity in cash.</summary>
    /// <param name="bar">Bar number, 0 to T - 1.</param>
    /// <param name="engine">Settings and market.</param>
    let inCash (bar: int) (engine: Engine) : Result<EngineState, Invalid> =
        holding bar engine.Settings.Equity (Array.zeroCreate engine.Rules.Width) engine
