package io.furcula.fork;

import io.furcula.spi.Availability;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the tests of this module where it was built without a C compiler: the build passes there, and
 * fork says why it is unavailable. Any other reason fails them. Registered for all tests of the module.
 */
public final class NeedsNativePart implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (getClass().getResource("/native/linux-x86-64/missing.txt") == null) {
            return ConditionEvaluationResult.enabled("the native part was built");
        }
        Availability answer = new ForkStartMethod().availability();
        return answer.available()
                ? ConditionEvaluationResult.enabled("available all the same")
                : ConditionEvaluationResult.disabled(answer.reason());
    }
}
