import {
  createTicket,
  createTransition,
  listTicketEvents,
  listTickets,
  readExplanation,
  type NewTransition,
} from "./generated/orval";

const { DUETIME_API_KEY: key = "", DUETIME_CUSTOMER_ID: customerId = "" } = process.env;
const signedIn: RequestInit = { headers: { Authorization: `Bearer ${key}` } };

const created = await createTicket(
  {
    customerId,
    kind: "incident",
    callType: "software_bug",
    product: "idu",
    problemType: "technical",
    title: "The milk round is planned twice",
    description: "Since the last release every round is there twice.",
    urgency: "u1",
    impact: "i2",
  },
  signedIn,
);
if (created.status !== 201) throw new Error(created.data.errors?.map((fault) => fault.pointer).join());
const ticket = created.data;
console.log(ticket.number, ticket.priority);

// @ts-expect-error a bug has its cause
const unfounded: NewTransition = { decision: "bug" };
// @ts-expect-error which is the vendor's own software
const contradicted: NewTransition = { decision: "bug", cause: "configuration" };
void [unfounded, contradicted];

const walk: NewTransition[] = [
  { decision: "unclear", note: "We have to look into the plans." },
  { decision: "bug", cause: "vendor_software" },
  { decision: "bug_registered", backlogItem: "PBI-4711" },
  { decision: "close" },
];
for (const decision of walk) {
  const taken = await createTransition(ticket.id, decision, signedIn);
  if (taken.status === 201) console.log(taken.data.decision, taken.data.ticket.step.name);
  else if (taken.status === 409) console.log(taken.data.detail, taken.data.section);
  else throw new Error(taken.data.detail);
}

const why = await readExplanation(ticket.id, "resolution", {}, signedIn);
if (why.status === 200) console.log(why.data.sentence, why.data.lines.length);

let cursor: string | undefined;
do {
  const page = await listTickets({ limit: 5, ...(cursor ? { cursor } : {}) }, signedIn);
  if (page.status !== 200) throw new Error(page.data.detail);
  console.log(page.data.items.map((each) => each.number));
  cursor = page.data.nextCursor ?? undefined;
} while (cursor);

const history = await listTicketEvents(ticket.id, { limit: 200 }, signedIn);
if (history.status !== 200) throw new Error(history.data.detail);
for (const event of history.data.items) {
  if (event.type === "decision_taken") console.log(event.data.decision, event.data.outputs.cause);
  if (event.type === "due_moved") console.log(event.data.clock, event.data.toAt, event.data.reason);
}
