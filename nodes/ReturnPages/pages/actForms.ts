import { randomUUID } from 'node:crypto';
import { h } from 'preact';
import type { CaseState } from '../../shared/case/caseState';
import { mayAct } from '../../shared/model';
import { acts, actNames, type ActName } from '../acts';
import { markOf, type Offer } from '../acts/act';
import { folded, form } from '../html/form';
import type { Node } from '../html/view';
import { offer as offerAction } from '../session/action';
import type { Desk } from '../session/desk';

/** Whether somebody may do what is offered. */
export function mayDo({ rights }: Pick<Desk, 'rights'>, { roles }: Offer): boolean {
	return !roles || mayAct(rights, ...roles);
}

/** What this person may do with a return now, each as a form that is folded away; `open`: the first of these is not. */
export function actForms(
	desk: Desk,
	state: CaseState,
	{ only = actNames, open = [] }: { only?: readonly ActName[]; open?: readonly ActName[] } = {},
): Node[] {
	const offered = only.flatMap((act) =>
		acts[act]
			.offers(state)
			.filter((one) => mayDo(desk, one))
			.map((one) => ({ act, offer: one })),
	);
	return offered.map(({ act, offer }, index) => {
		const { text, lead, fields, about } = offer;
		const action = offerAction(
			{
				what: 'act',
				act,
				reference: state.reference,
				seen: markOf(offer),
				...(about !== undefined && { about }),
				mark: randomUUID(),
			},
			desk.visitor.email,
			desk.key,
			desk.now,
		);
		const content = [
			...(lead ? [h('p', null, lead)] : []),
			form({ id: `act${index}`, hidden: { action }, fields, text, label: `${text}, ${state.reference}` }),
		];
		return open.includes(act)
			? h('section', { class: 'card' }, [h('h3', null, text), ...content])
			: folded(text, ...content);
	});
}
