import { IANAZone } from 'luxon';
import { z } from 'zod';
import { invalidInput } from '../model/effectError';
import { fromDecimal, parsedInput, Policy, Settings, readJson } from '../model';
import { readNames } from './names';

const Rules = z.object({
	timeZone: Settings.shape.timeZone.refine(
		(zone) => IANAZone.isValidZone(zone),
		'is no time zone such as Europe/Paris',
	),
	policy: Settings.shape.policy,
});

/** The policy and the shop's time zone. */
export type Rules = Omit<z.infer<typeof Rules>, 'policy'> & { policy: Policy };

/** What an analyst changes in the node instead of in the settings. Amounts are decimals of the order's currency. */
export interface PolicyOverrides {
	windowDays?: number;
	expireAfterDays?: number;
	remindCustomerAfterDays?: string;
	receiveWithinDays?: number;
	remindReviewerAfterHours?: number;
	escalateReviewAfterHours?: number;
	reviewAbove?: string | number;
	refundTiming?: string;
	refundShipping?: boolean;
	returnFee?: string | number;
	restockingFeePercent?: number;
	unrefundable?: string;
	tenderOrder?: string;
	/** Countries with commas between. */
	sellsTo?: unknown;
}

/**
 * Reads the Settings parameter and lays the node's overrides over its policy. No settings at all: the defaults of the model.
 * Amounts need the order's currency; without an order they are left out, and the case goes to a person anyway. `decidedBy`: the policy
 * of a return that is decided already, which holds for it whatever the settings say by now.
 */
export function readRules(
	settings: unknown,
	overrides: PolicyOverrides,
	currency: string | undefined,
	decidedBy?: Policy,
): Rules {
	const advice = 'Correct the settings of the brand with Return Case: Save Settings, or the Settings parameter.';
	const rules: Rules = parsedInput(Rules, readJson(settings, 'settings') ?? {}, 'settings', advice);
	const { reviewAbove, returnFee, restockingFeePercent, sellsTo, ...rest } = withoutBlanks(overrides);
	// A fee in another currency cannot be taken; of a value in another currency a person decides (rules/valueLimit.ts).
	const own = decidedBy ?? rules.policy;
	const foreign = !!currency && !!own.currency && own.currency !== currency;
	const policy = {
		...own,
		...(foreign && { returnFee: 0 }),
		...(foreign && reviewAbove !== undefined && { currency: undefined }),
		...rest,
		...(sellsTo !== undefined && { sellsTo: readNames(sellsTo, 'policyOverrides.sellsTo') }),
		...(currency && reviewAbove !== undefined && { reviewAbove: amountOf(reviewAbove, currency, 'reviewAbove') }),
		...(currency && returnFee !== undefined && { returnFee: amountOf(returnFee, currency, 'returnFee') }),
		...(restockingFeePercent !== undefined && { restockingFeeBasisPoints: basisPointsOf(restockingFeePercent) }),
	};
	return {
		...rules,
		policy: parsedInput(Policy, policy, 'policyOverrides', 'Correct the value under Policy Overrides.'),
	};
}

function amountOf(value: string | number, currency: string, name: string): number {
	try {
		return fromDecimal(String(value), currency).amount;
	} catch (error) {
		throw invalidInput(
			`policyOverrides.${name}: ${(error as Error).message}`,
			`Write an amount in ${currency}, e.g. 250.00.`,
			`policyOverrides.${name}`,
		);
	}
}

function basisPointsOf(percent: number): number {
	if (percent >= 0 && percent <= 100) return Math.round(percent * 100);
	throw invalidInput(
		`policyOverrides.restockingFeePercent: ${percent} is not between 0 and 100`,
		'Write a percentage such as 10 or 2.5.',
		'policyOverrides.restockingFeePercent',
	);
}

function withoutBlanks(overrides: PolicyOverrides): PolicyOverrides {
	return Object.fromEntries(
		Object.entries(overrides).filter(([, value]) => value !== undefined && value !== null && value !== ''),
	);
}
