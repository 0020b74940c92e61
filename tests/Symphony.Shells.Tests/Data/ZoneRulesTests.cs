using System;
using NUnit.Framework;
using Symphony.Data;

namespace Symphony.Shells.Tests.Data;

public sealed class ZoneRulesTests
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
        Assert.That(ZoneRules.Hash(Zone("one", 11)), Is.EqualTo(ZoneRules.Hash(Zone("eins", 11))));
        Assert.That(ZoneRules.Hash(Zone("one", 10)), Is.Not.EqualTo(ZoneRules.Hash(Zone("one", 11))));
        Assert.That(ZoneRules.Hash(TimeZoneInfo.Utc), Is.Not.EqualTo(ZoneRules.Hash(Zone("one", 11))));
    }
}
