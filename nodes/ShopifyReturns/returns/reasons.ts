/** Words for a reason -> handle of Shopify's standard reasons (returnReasonDefinitions, API 2026-10). */
const handles: Record<string, string> = {
	unknown: 'unknown',
	unwanted: 'changed-my-mind',
	changed_my_mind: 'changed-my-mind',
	not_as_described: 'item-not-as-described',
	wrong_item: 'received-the-wrong-item',
	other: 'other-reason',
	defective: 'damaged-or-defective',
	damaged: 'damaged-or-defective',
	size_too_small: 'too-small',
	too_small: 'too-small',
	size_too_large: 'too-big',
	too_large: 'too-big',
	too_big: 'too-big',
	style: 'style',
	color: 'color',
	colour: 'color',
};

/** The handle of a reason in our words, Shopify's words or as a handle. What Shopify has no word for is "other": the note then says what it was. */
export function reasonHandle(reason: string): string {
	const word = reason
		.trim()
		.toLowerCase()
		.replace(/[\s-]+/g, '_');
	if (!word) return 'unknown';
	return (
		handles[word] ??
		(Object.values(handles).includes(reason.trim().toLowerCase()) ? reason.trim().toLowerCase() : 'other-reason')
	);
}
