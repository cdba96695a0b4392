import type { IDataObject } from 'n8n-workflow';
import { jsonOfBody, UnreadableBody } from '../../shared/trigger';
import { readBody, type ReturnNews } from './body';
import { readOther, type OtherNews } from './otherBody';
import { isReturnTopic, type OtherTopic, type ReturnTopic, type Topic } from './topics';

/** A message, read once: the fields of its body, and what they say. */
export type Message = ReturnMessage | OtherMessage;
export interface ReturnMessage {
	topic: ReturnTopic;
	fields: IDataObject;
	news: ReturnNews;
}
export interface OtherMessage {
	topic: OtherTopic;
	fields: IDataObject;
	news: OtherNews;
}

/** Why a body could not be read. */
export interface Unreadable {
	unreadable: string;
}

/** Reads a message's raw body. `triggeredAt`: when it happened, as its header has it. */
export function readMessage(topic: Topic, body: string, triggeredAt?: string): Message | Unreadable {
	try {
		const fields = jsonOfBody(body) as IDataObject;
		return isReturnTopic(topic)
			? { topic, fields, news: readBody(topic, fields, triggeredAt) }
			: { topic, fields, news: readOther(topic, fields, body) };
	} catch (error) {
		if (error instanceof UnreadableBody) return { unreadable: error.message };
		throw error;
	}
}

/** Whether a message is of a return itself. */
export function isOfReturn(message: Message): message is ReturnMessage {
	return isReturnTopic(message.topic);
}
