module Symphony.Core.Tests.ImpactLawTests

open System
open NUnit.Framework

open Symphony.Core

/// A few roundings.
let private rounding = 1e-12

/// As the table of the paper prints: impact over sigma to three places, basis points and turnover to whole ones.
let private toThreePlaces = 6e-4
let private toTheUnit = 0.51

let private over (days: float) = { AlmgrenImpact.standard with DurationDays = days }

/// A name of the worked table of Almgren, Thum, Hauptmann and Li (2005): an order of a tenth of a day's volume.
type private Worked = {
    Name: string
    Volume: float
    Outstanding: float
    Sigma: float
    InverseTurnover: float
    PermanentOfSigma: float
    PermanentBp: float
    /// Duration in days, temporary impact in daily deviations and in basis points, cost in basis points.
    Temporary: (float * float * float * float) list
}

let private worked = [
    {
        Name = "IBM"
        Volume = 6_561_000.0
        Outstanding = 1_728_000_000.0
        Sigma = 0.0157
        InverseTurnover = 263.0
        PermanentOfSigma = 0.126
        PermanentBp = 20.0
        Temporary = [ 0.1, 0.142, 22.0, 32.0; 0.2, 0.094, 15.0, 25.0; 0.5, 0.054, 8.0, 18.0 ]
    }
    {
        Name = "DRI"
        Volume = 1_929_000.0
        Outstanding = 168_000_000.0
        Sigma = 0.0226
        InverseTurnover = 87.0
        PermanentOfSigma = 0.096
        PermanentBp = 22.0
        Temporary = [ 0.1, 0.142, 32.0, 43.0; 0.2, 0.094, 21.0, 32.0; 0.5, 0.054, 12.0, 23.0 ]
    }
]

[<Test>]
let ``the worked table of Almgren and others for IBM and DRI`` () =
    Assert.Multiple(fun () ->
        for row in worked do
            let inverseTurnover = row.Outstanding / row.Volume
            let permanent = AlmgrenImpact.permanent (over 1.0) row.Sigma 0.1 inverseTurnover

            Assert.That(
                inverseTurnover,
                Is.EqualTo(row.InverseTurnover).Within toTheUnit,
                row.Name
            )

            Assert.That(
                permanent / row.Sigma,
                Is.EqualTo(row.PermanentOfSigma).Within toThreePlaces,
                row.Name
            )

            Assert.That(permanent * 1e4, Is.EqualTo(row.PermanentBp).Within toTheUnit, row.Name)

            for days, ofSigma, temporaryBp, costBp in row.Temporary do
                let temporary = AlmgrenImpact.temporary (over days) row.Sigma 0.1

                Assert.That(
                    temporary / row.Sigma,
                    Is.EqualTo(ofSigma).Within toThreePlaces,
                    row.Name
                )

                Assert.That(temporary * 1e4, Is.EqualTo(temporaryBp).Within toTheUnit, row.Name)

                Assert.That(
                    (0.5 * permanent + temporary) * 1e4,
                    Is.EqualTo(costBp).Within toTheUnit,
                    row.Name
                ))

[<Test>]
let ``the row of IBM computed apart, to rounding`` () =
    // gamma sigma (X / V) (Theta / V)^(1/4), eta sigma (X / (V T))^(3/5), in basis points.
    let permanent = AlmgrenImpact.permanent (over 1.0) 0.0157 0.1 (1_728e6 / 6_561e3)

    Assert.Multiple(fun () ->
        Assert.That(permanent * 1e4, Is.EqualTo(19.859701911852525).Within rounding)

        for days, temporaryBp in
            [ 0.1, 22.293999999999993; 0.2, 14.708554681385447; 0.5, 8.488012181946356 ] do
            let temporary = AlmgrenImpact.temporary (over days) 0.0157 0.1
            Assert.That(temporary * 1e4, Is.EqualTo(temporaryBp).Within rounding))

[<EngineProperty>]
let ``at an exponent of one half the power law is the square-root law to rounding`` (size: uint16) =
    let n = float size

    abs (
        PowerImpact.money 0.7 PowerImpact.SquareRoot 0.02 3e6 n
        - SquareRootImpact.money 0.7 (SquareRootImpact.quotient 0.02 3e6) n
    )
    <= rounding * (1.0 + n)

[<EngineProperty>]
let ``an order of one day's volume costs Y daily deviations at every exponent`` (percent: byte) =
    let exponent = 0.01 * float (1 + int percent % 100)
    Double.Equals(PowerImpact.money 0.7 exponent 0.02 3e6 3e6, 0.7 * (0.02 * 3e6))

[<EngineProperty>]
let ``money and ADV times any power of two scale impact without changing a bit``
    (size: uint16)
    (percent: byte)
    =
    let exponent = 0.01 * float (1 + int percent % 100)
    let n = float size

    let power scale =
        PowerImpact.money 0.7 exponent 0.02 (3e6 * scale) (n * scale)

    let almgren scale =
        n * scale * AlmgrenImpact.temporary (over 0.3) 0.02 (n * scale / (3e6 * scale))

    [ 2.0; 8.0; 0.5 ]
    |> List.forall (fun scale ->
        Double.Equals(power scale, scale * power 1.0)
        && Double.Equals(almgren scale, scale * almgren 1.0))

[<EngineProperty>]
let ``two orders of half the size cost no more than one, under every law``
    (size: uint16)
    (percent: byte)
    =
    let exponent = 0.01 * float (1 + int percent % 100)

    let almgren n =
        n
        * (0.5 * AlmgrenImpact.permanent (over 0.5) 0.02 (n / 3e6) 250.0
           + AlmgrenImpact.temporary (over 0.5) 0.02 (n / 3e6))

    [ PowerImpact.money 0.7 exponent 0.02 3e6; almgren ]
    |> List.forall (fun money ->
        2.0 * money (float size / 2.0) <= money (float size) * (1.0 + rounding))

[<EngineProperty>]
let ``a fill worked for longer pays less, by the power of three fifths`` (size: uint16) =
    let participation = float size / 1e5
    let once = AlmgrenImpact.temporary (over 1.0) 0.02 participation
    let longer = AlmgrenImpact.temporary (over 32.0) 0.02 participation
    abs (8.0 * longer - once) <= rounding * once

[<Test>]
let ``nothing costs nothing under every law`` () =
    Assert.Multiple(fun () ->
        Assert.That(PowerImpact.money 1.0 0.6 0.02 3e6 0.0, Is.Zero)
        Assert.That(AlmgrenImpact.permanent AlmgrenImpact.standard 0.02 0.0 200.0, Is.Zero)
        Assert.That(AlmgrenImpact.temporary AlmgrenImpact.standard 0.02 0.0, Is.Zero))
