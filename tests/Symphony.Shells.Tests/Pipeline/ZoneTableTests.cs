using System;
using NUnit.Framework;
using Symphony.Pipeline;

namespace Symphony.Shells.Tests.Pipeline;

public sealed class ZoneTableTests
{
    private static TimeZoneInfo Zone(string name, int endMonth) => TimeZoneInfo.CreateCustomTimeZone(
        "Test/Zone", TimeSpan.FromHours(-5), name, name, name,
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 2, DayOfWeek.Sunday),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), endMonth, 1, DayOfWeek.Sunday)),
        ]);

    [Test]
    public void A_zone_whose_rules_change_has_another_hash_and_its_name_in_another_language_does_not_matter()
    {
        Assert.That(ZoneTable.Hash(Zone("one", 11)), Is.EqualTo(ZoneTable.Hash(Zone("eins", 11))));
        Assert.That(ZoneTable.Hash(Zone("one", 10)), Is.Not.EqualTo(ZoneTable.Hash(Zone("one", 11))));
        Assert.That(ZoneTable.Hash(TimeZoneInfo.Utc), Is.Not.EqualTo(ZoneTable.Hash(Zone("one", 11))));
    }
}
