import type { PolicySettings } from '../model';

/** What a policy's settings beside its rules are called, wherever people read them or fill them in. */
export const settingTitles = {
	sellsTo: 'Sells To',
	windowDays: 'Return Window (Days)',
	expireAfterDays: 'Expires After (Days)',
	remindCustomerAfterDays: 'Remind Customer After (Days)',
	receiveWithinDays: 'Receive Within (Days)',
	remindReviewerAfterHours: 'Remind Reviewer After (Hours)',
	escalateReviewAfterHours: 'Ask Somebody Else After (Hours)',
	currency: 'Currency',
	reviewAbove: 'Review Above',
	returnFee: 'Return Fee',
	restockingFeeBasisPoints: 'Restocking Fee (%)',
	deductions: 'Deductions',
	confirmDeductions: 'Confirm Deductions',
	deductFromWithdrawals: 'Deduct From Withdrawals',
	refundTiming: 'Refund Timing',
	refundShipping: 'Refund Shipping',
	unrefundable: 'Without a Way Back',
	tenderOrder: 'Order of Payments',
} satisfies Record<keyof PolicySettings, string>;
