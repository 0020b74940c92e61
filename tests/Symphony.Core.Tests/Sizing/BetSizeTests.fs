module Symphony.Core.Tests.BetSizeTests

open System
open NUnit.Framework

open Symphony.Core

let private sizeOf p =
    BetSize.ofProbability 2 p |> ValueOption.get

[<Test>]
let ``eight probabilities of two classes, whole and in steps of a fifth`` () =
    // From AFML snippet 10.1.
    let probabilities = [ 0.5; 0.55; 0.6; 0.7; 0.8; 0.9; 0.95; 0.99 ]

    let sizes = [
        0.0
        0.08005561918299264
        0.1617435136141736
        0.3374794164599424
        0.5467452952462639
        0.8175775605482642
        0.9610525442579745
        0.9999991550377108
    ]

    let steps = [ 0.0; 0.0; 0.2; 0.4; 0.6; 0.8; 1.0; 1.0 ]

    for p, size, step in List.zip3 probabilities sizes steps do
        Assert.That(sizeOf p, Is.EqualTo(size).Within 1e-12)

        Assert.That(
            BetSize.discretised 0.2 (sizeOf p) |> ValueOption.get,
            Is.EqualTo(step).Within 1e-15
        )

[<DomainProperty>]
let ``two classes: the bet turns around with the probability and stays within one``
    (Probability p)
    =
    let size = sizeOf p
    abs size <= 1.0 && Tolerance.near Tolerance.sums 1.0 (sizeOf (1.0 - p)) -size

[<DomainProperty>]
let ``a likelier forecast never makes a smaller bet`` (Probability p) (Probability q) =
    [ 2; 3; 10 ]
    |> List.forall (fun classes ->
        let size p =
            BetSize.ofProbability classes p |> ValueOption.get

        size (min p q) <= size (max p q))

[<Test>]
let ``certainty is a whole bet, one in K none, and what is no probability has no size`` () =
    Assert.That(sizeOf 1.0, Is.EqualTo 1.0)
    Assert.That(sizeOf 0.0, Is.EqualTo -1.0)
    Assert.That(BetSize.ofProbability 4 0.25, Is.EqualTo(ValueSome 0.0))

    for classes, p in [ 2, nan; 2, -0.1; 2, 1.1; 1, 0.5 ] do
        Assert.That(BetSize.ofProbability classes p, Is.EqualTo(ValueNone: float voption))

    for step, size in [ 0.0, 0.5; 1.1, 0.5; nan, 0.5; 0.2, nan; 0.2, 1.5 ] do
        Assert.That(BetSize.discretised step size, Is.EqualTo(ValueNone: float voption))

[<DomainProperty>]
let ``steps are off by half a step at most, and held within one`` (Probability p) =
    [ 0.1; 0.3; 1.0 ]
    |> List.forall (fun step ->
        let size = sizeOf p
        let stepped = BetSize.discretised step size |> ValueOption.get
        abs stepped <= 1.0 && abs (stepped - size) <= step / 2.0 + 1e-12)
