const codes = ['charge_already_refunded', 'over_refundable'];

/** What Stripe says when less is left than is owed: somebody was faster than our look. */
export function isTooLate(
	{ code, field, httpStatus }: { code?: string; field?: string; httpStatus?: number },
	message: string,
): boolean {
	return (
		codes.includes(code ?? '') || (httpStatus === 400 && field === 'amount' && /greater than|unrefunded/i.test(message))
	);
}
