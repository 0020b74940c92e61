namespace Symphony.Core.Tests

open System
open System.IO
open System.Text.RegularExpressions
open NUnit.Framework

/// What the README shows is what the repository holds.
[<TestFixture>]
type Readme() =

    let root =
        let rec above (folder: DirectoryInfo | null) =
            match folder with
            | null -> invalidOp "the tests do not run inside the repository"
            | found when File.Exists(Path.Combine(found.FullName, "Symphony.Core.sln")) ->
                found.FullName
            | found -> above found.Parent

        above (DirectoryInfo AppContext.BaseDirectory)

    let readme = File.ReadAllText(Path.Combine(root, "README.md"))

    let blocks (language: string) : string list = [
        for found in Regex.Matches(readme, $"(?s)```{language}\n(.*?)\n```") do
            found.Groups[1].Value
    ]

    [<Test>]
    member _.``each F# example is a piece of a sample``() =
        let samples =
            Directory.GetFiles(Path.Combine(root, "samples"), "*.fsx") |> Array.map File.ReadAllText

        Assert.That(blocks "fsharp", Is.Not.Empty)

        for block in blocks "fsharp" do
            Assert.That(
                samples
                |> Array.exists (fun sample -> sample.Contains(block, StringComparison.Ordinal)),
                "no sample holds this piece; copy it from the sample into README.md:\n" + block
            )

    [<Test>]
    member _.``the first two commands run the main job and the tests``() =
        let commands =
            blocks "sh"
            |> List.collect (fun block -> List.ofArray (block.Split '\n'))
            |> List.filter (fun line -> line.StartsWith("dotnet ", StringComparison.Ordinal))

        let expected = [
            "dotnet run -c Release --project shells/Symphony.Cli -- demo"
            "dotnet test -c Release"
        ]

        Assert.That((List.truncate 2 commands = expected), String.Join("\n", commands))

    [<Test>]
    member _.``the ledgers worked by hand are those the engine matches``() =
        Assert.Multiple(fun () ->
            for table in [ Ledger.table; FourBarLedger.table ] do
                Assert.That(readme.Contains(table.Trim(), StringComparison.Ordinal)))

    [<Test>]
    member _.``each test file it names is there``() =
        let tests = Path.Combine(root, "tests")

        let isThere (pattern: string) =
            Directory.EnumerateDirectories tests
            |> Seq.exists (fun project ->
                let folder = Path.Combine(project, Path.GetDirectoryName pattern |> string)

                Directory.Exists folder
                && Directory.EnumerateFiles(folder, Path.GetFileName pattern |> string)
                   |> Seq.isEmpty
                   |> not)

        let named = [
            for found in Regex.Matches(readme, "`([A-Z][A-Za-z]+/[A-Za-z*]+\\.(?:fs|cs))`") do
                found.Groups[1].Value
        ]

        Assert.That(named, Is.Not.Empty)
        Assert.That(named |> List.filter (isThere >> not), Is.Empty)
