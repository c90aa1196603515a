package dev.sluice.gateway.lambda;

import static dev.sluice.gateway.lambda.Template.map;
import static dev.sluice.gateway.lambda.Template.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What wakes an operator: each alarm can be met, and operations.md explains it. */
class TemplateAlarmsTest {
    private final Template template = Template.read();

    TemplateAlarmsTest() throws IOException {}

    @Test
    void anAlarmTellsOfAStageThatAnswersNothingButErrors() {
        assertThat(template.properties("ServerErrorsAlarm"))
                .containsEntry("Namespace", "Sluice")
                .containsEntry("MetricName", "ServerErrors")
                .containsEntry("Statistic", "Sum")
                .containsEntry("TreatMissingData", "notBreaching")
                .containsEntry(
                        "Dimensions",
                        List.of(Map.of("Name", "stage", "Value", Map.of("Ref", "Stage"))))
                .containsKey("AlarmActions");
    }

    /** The line's event, as {@link RequestLines} writes it. */
    @Test
    void anAlarmTellsOfASlotThatIsLeftOut() {
        assertThat(template.properties("SlotsLeftOut"))
                .containsEntry("FilterPattern", "{ $.event = \"slotLeftOut\" }");
        assertThat(template.properties("SlotsLeftOutAlarm"))
                .containsEntry("MetricName", "SlotsLeftOut")
                .containsKey("AlarmActions");
    }

    /** At one request a minute a sum of five minutes is five: what asks for more never fires. */
    @Test
    void noAlarmNeedsMoreThanOneRequestAMinute() {
        for (Map<String, Object> alarm : template.propertiesOf("AWS::CloudWatch::Alarm")) {
            if (alarm.get("Threshold") instanceof Map<?, ?> || alarm.containsKey("Metrics")) {
                continue;
            }
            double most =
                    "Average".equals(alarm.get("Statistic"))
                            ? 1
                            : Math.max(1, Integer.parseInt(text(alarm.get("Period"))) / 60.0);
            assertThat(Double.parseDouble(text(alarm.get("Threshold"))))
                    .as(String.valueOf(alarm.get("AlarmName")))
                    .isLessThan(most);
        }
    }

    /**
     * CloudWatch looks at the time before an alarm was made too. SAM makes both ids, for the
     * schedule and for the alias.
     */
    @Test
    void anAlarmOfMissingNumbersIsMadeWhenThereAreSome() {
        Map<String, Object> told = new TreeMap<>();
        template.resources()
                .forEach(
                        (name, resource) -> {
                            Map<String, Object> properties = map(map(resource).get("Properties"));
                            if ("breaching".equals(properties.get("TreatMissingData"))) {
                                told.put(name, map(resource).getOrDefault("DependsOn", ""));
                            }
                        });
        assertThat(told)
                .isEqualTo(
                        Map.of(
                                "SweepBacklogAlarm",
                                List.of("SweeperFunctionOften", "GatewayFunctionAliaslive")));
    }

    @Test
    void operationsExplainsEveryAlarm() throws IOException {
        String operations = Files.readString(Path.of("../../docs/operations.md"));
        List<Map<String, Object>> alarms = template.propertiesOf("AWS::CloudWatch::Alarm");
        assertThat(alarms).hasSizeGreaterThan(4);
        for (Map<String, Object> alarm : alarms) {
            String name = String.valueOf(map(alarm.get("AlarmName")).get("Fn::Sub"));
            assertThat(operations).contains("| `" + name.replace("${Stage}", "<stage>") + "` |");
        }
    }
}
