import { CaseState } from '../../shared/case';
import { parsedInput, withoutSlash } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { ConnectionNews, StuckStep, ToldEvent, type About } from './about';

/** What the item of a flow is about, with the case as it is now. */
export async function readAbout(context: OperationContext): Promise<About> {
	const { item } = context;
	const settings = await context.settings();
	const event =
		item.event === undefined
			? undefined
			: parsedInput(ToldEvent, item.event, 'event', 'Give the item as a Return Case Trigger gave it out.');
	const stuck = event ? undefined : StuckStep.safeParse(item);
	const news = event ? undefined : ConnectionNews.safeParse(item);
	const state = await caseOf(context);
	const base = withoutSlash(context.node.getInstanceBaseUrl());
	const page = context.param<string>('reviewPage', '').trim();
	return {
		reference: state?.reference ?? context.reference ?? '',
		state,
		event,
		stuck: stuck?.success ? stuck.data : undefined,
		news: news?.success ? news.data : undefined,
		settings,
		reviewPage: !page || /^https?:/.test(page) ? page : `${base}/${page.replace(/^\/+/, '')}`,
		now: new Date().toISOString(),
	};
}

/** The case as it is now, else as the item has it; news of a connection has none. */
async function caseOf(context: OperationContext): Promise<CaseState | undefined> {
	const found = context.reference ? await context.findCase() : undefined;
	if (found || context.item.case === undefined) return found;
	return parsedInput(
		CaseState,
		context.item.case,
		'case',
		'Give the item as a Return Case node or trigger gave it out.',
	);
}
