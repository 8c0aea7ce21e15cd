// SPDX-License-Identifier: Apache-2.0
// Keeps the page fresh: asks for it anew and takes over what has changed. Drawing is the server's alone.
'use strict';

const period_ms = 3000;
const patience_ms = 2500;
const sure_ms = 4000;

const silence = document.getElementById('silence');
const notice = document.getElementById('notice');
let answered = new Date();
let timer = 0;
let armed = 0; // until when a second press counts

// Makes `old` look like `fresh`, touching only what differs: a selection, the focus and what is unfolded stay.
function settle(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    return;
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const name of old.getAttributeNames()) {
    if (!fresh.hasAttribute(name) && name !== 'open') old.removeAttribute(name);
  }
  const children = [...fresh.childNodes];
  while (old.childNodes.length > children.length) old.lastChild.remove();
  children.forEach((child, i) => (i < old.childNodes.length ? settle(old.childNodes[i], child) : old.append(child)));
}

function show(text) {
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  document.title = fresh.title;
  document.querySelector('link[rel=icon]').href = fresh.querySelector('link[rel=icon]').href;
  settle(document.getElementById('page'), fresh.getElementById('page'));
}

function say_silence() {
  const time = answered.toISOString().slice(11, 19);
  silence.textContent = `No answer since ${time} UTC: is the process still there? Everything below is as of then.`;
  if (!document.title.startsWith('? ')) document.title = '? ' + document.title;
}

async function refresh() {
  clearTimeout(timer);
  try {
    const answer = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(patience_ms) });
    if (!answer.ok) throw new Error(answer.statusText);
    const text = await answer.text();
    if (Date.now() >= armed) show(text);
    answered = new Date();
    silence.hidden = true;
  } catch {
    say_silence();
    silence.hidden = false;
  }
  document.documentElement.classList.toggle('silent', !silence.hidden);
  timer = setTimeout(refresh, document.hidden ? 10 * period_ms : period_ms);
}

async function post(button) {
  button.disabled = true;
  try {
    const answer = await fetch(button.dataset.post, { method: 'POST', signal: AbortSignal.timeout(patience_ms) });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    await refresh();
  } catch (error) {
    notice.textContent = `Not done: ${error.message}`;
    notice.hidden = false;
  }
  button.disabled = false;
}

// Stopping a task is asked twice, starting it again is not.
function press(button) {
  notice.hidden = true;
  if (button.dataset.sure && Date.now() >= armed) {
    armed = Date.now() + sure_ms;
    const label = button.textContent;
    button.textContent = button.dataset.sure;
    button.classList.add('sure');
    setTimeout(() => {
      armed = 0;
      if (button.textContent !== button.dataset.sure) return;
      button.textContent = label;
      button.classList.remove('sure');
    }, sure_ms);
    return;
  }
  armed = 0;
  post(button);
}

document.documentElement.classList.add('live');
document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-post]');
  if (button) press(button);
});
document.addEventListener('visibilitychange', () => document.hidden || refresh());
timer = setTimeout(refresh, period_ms);
