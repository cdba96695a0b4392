import { h } from 'preact';
import { mayAct } from '../../shared/model';
import type { Alarm, InboxRow, StepRow } from '../../shared/store';
import { titleOf } from '../../shared/store/alarmTitle';
import { button, words, type Node } from '../html/view';
import { offer, type Action } from '../session/action';
import type { Desk } from '../session/desk';
import { ageOf, caseLink } from './shown';

/* What waits, as rows with the buttons that a person may press. */

export const alarmColumns = ['What', 'Return', 'Owner', 'For', 'Why', 'What to do', 'Act'];

/** What needs a person. A failure is closed by whoever has dealt with it; an exception is dealt with on the page of its return. */
export function alarmRows(desk: Desk, alarms: Alarm[]): Node[][] {
	return alarms.map((alarm) => [
		titleOf(alarm),
		alarm.reference ? caseLink(alarm.reference) : '',
		alarm.owner,
		ageOf(alarm.raisedAt, desk.now),
		alarm.facts.reason ?? '',
		alarm.facts.advice ?? '',
		alarm.kind === 'failure'
			? press(desk, { what: 'close', alarm: alarm.id }, 'Dealt with', `${titleOf(alarm)} is dealt with`)
			: '',
	]);
}

export const stepColumns = ['Step', 'Return', 'State', 'Tries', 'Why', 'What to do', 'Act'];

/** Steps that have not ended. */
export function stepRows(desk: Desk, steps: StepRow[]): Node[][] {
	return steps.map(({ id, name, reference, state, attempts, error }) => [
		name,
		caseLink(reference),
		words(state),
		attempts,
		[
			error?.message ?? '',
			...(error?.execution && /^https?:/.test(error.execution)
				? [' ', h('a', { href: error.execution }, 'Execution')]
				: []),
		],
		error?.advice ?? '',
		state === 'stuck'
			? press(desk, { what: 'replay', step: id }, 'Replay', `Replay ${name} of ${reference}`)
			: state === 'held'
				? press(desk, { what: 'release', step: id }, 'Release', `Release ${name} of ${reference}`)
				: '',
	]);
}

export const messageColumns = ['From', 'About', 'Message', 'Came', 'Why', 'Act'];

/** Messages that nobody has read. What is in them is not shown: nobody has said yet what it is. */
export function messageRows(desk: Desk, messages: InboxRow[]): Node[][] {
	return messages.map(({ source, id: message, topic, receivedAt, state, error }) => [
		source,
		topic,
		message,
		`${ageOf(receivedAt, desk.now)} ago`,
		state === 'new' ? `Is being read again${error ? `. Before: ${error}` : ''}` : (error ?? ''),
		[
			press(desk, { what: 'readAgain', source, message }, 'Read again', `Read message ${message} of ${source} again`),
			press(desk, { what: 'dismiss', source, message }, 'Dealt with', `Message ${message} of ${source} is dealt with`),
		],
	]);
}

/** The button of an action, for who may do it. */
function press({ rights, visitor, key, now }: Desk, action: Action, text: string, label: string): Node {
	return mayAct(rights, 'operator') ? button(text, label, { action: offer(action, visitor.email, key, now) }) : '';
}
