using System.IO;
using System.Linq;
using NUnit.Framework;
using Symphony.Shells.Tests.Cli;

namespace Symphony.Shells.Tests.Pipeline;

/// <summary>A volume column that is named must be there, one by its usual name need not.</summary>
[TestFixture]
public sealed class VolumeColumnTests
{
    [Test]
    public void A_kept_ingest_without_volume_does_not_hide_that_a_named_column_is_missing()
    {
        using var folder = new TemporaryFolder();
        var plain = SmallMarket.Write(folder.Path);
        var bars = folder.Of("bars.csv");
        File.WriteAllLines(bars, File.ReadAllLines(bars).Select(row => row[..row.LastIndexOf(',')]));
        var yaml = File.ReadAllText(plain).Replace("[momentum_5, momentum_20, realised_volatility_20, dollar_adv_20]", "[momentum_5, momentum_20]", System.StringComparison.Ordinal);
        File.WriteAllText(plain, yaml);
        File.WriteAllText(folder.Of("named.yaml"), yaml.Replace("prices: adjusted", "prices: adjusted, columns: { volume: volume }", System.StringComparison.Ordinal));
        Session Features(string file) => Session.Of("features", file, "--output", folder.Of("out.csv"), "--runs", folder.Of("runs"));
        Assert.That(Features(plain).ExitCode, Is.Zero);
        var named = Features(folder.Of("named.yaml"));
        Assert.That(named.ExitCode, Is.EqualTo(1), "the ingest kept is of files that need no volume");
        Assert.That(named.Error.ReplaceLineEndings(" "), Does.Contain("named.yaml").And.Contain("line 2").And.Contain("data.columns.volume was 'volume', but bars.csv has no column 'volume'"));
    }
}
