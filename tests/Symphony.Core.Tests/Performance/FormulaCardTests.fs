/// Every figure has a card, and every card's golden values are computed again.
module Symphony.Core.Tests.FormulaCardTests

open System
open NUnit.Framework

open Symphony.Core

let private goldenValues: (FormulaCard * GoldenValue) list = [
    for card in FormulaCards.all do
        for golden in card.Golden do
            card, golden
]

[<Test>]
let ``every golden value is what the library computes, within its tolerance`` () =
    Assert.Multiple(fun () ->
        for card, golden in goldenValues do
            match golden.Recompute() with
            | ValueSome computed ->
                Assert.That(
                    computed,
                    Is.EqualTo(golden.Value).Within golden.Tolerance,
                    $"{card.Name}: {golden.Inputs}"
                )

                Assert.That(golden.IsMet, $"{card.Name}: {golden.Inputs}")
            | ValueNone -> Assert.Fail $"{card.Name} has no value for {golden.Inputs}")

[<Test>]
let ``a golden value that is off, or has no value, is not met`` () =
    let golden value computed =
        GoldenValue("n 1", value, 1e-9, "by hand", (fun () -> computed))

    Assert.Multiple(fun () ->
        Assert.That((golden 1.0 (ValueSome 1.0)).IsMet)
        Assert.That((golden 1.0 (ValueSome 1.00000001)).IsMet, Is.False)
        Assert.That((golden 1.0 (ValueSome nan)).IsMet, Is.False)
        Assert.That((golden 1.0 ValueNone).IsMet, Is.False))

[<Test>]
let ``no card leaves a field empty, and each says a reference with its year`` () =
    let hasYear (text: string) =
        seq { 1900..2026 }
        |> Seq.exists (fun year -> text.Contains(string year, StringComparison.Ordinal))

    Assert.Multiple(fun () ->
        for card in FormulaCards.all do
            for text in [ card.Name; card.Formula; card.Convention; card.Unit; card.Reference ] do
                Assert.That(String.IsNullOrWhiteSpace text, Is.False, card.Name)

                Assert.That(
                    text.IndexOfAny [| '\n'; '\r'; '\t' |],
                    Is.EqualTo -1,
                    $"{card.Name}: one line"
                )

            Assert.That(hasYear card.Reference, $"{card.Name}: {card.Reference}")
            Assert.That(card.Golden, Is.Not.Empty, card.Name)

        for card, golden in goldenValues do
            Assert.That(String.IsNullOrWhiteSpace golden.Inputs, Is.False, card.Name)
            Assert.That(String.IsNullOrWhiteSpace golden.Source, Is.False, card.Name)
            Assert.That(Double.IsFinite golden.Value, card.Name)
            Assert.That(golden.Tolerance > 0.0, card.Name)
            // A tolerance that any value would meet says nothing.
            Assert.That(golden.Tolerance < 0.01 * (1.0 + abs golden.Value), card.Name))

[<Test>]
let ``no two cards and no two families share a name`` () =
    Assert.Multiple(fun () ->
        Assert.That(FormulaCards.all |> List.map _.Name, Is.Unique)
        Assert.That(FormulaCards.families |> List.map _.Name, Is.Unique)
        Assert.That(FormulaCards.families |> List.map _.Cards, Has.All.Not.Empty))
