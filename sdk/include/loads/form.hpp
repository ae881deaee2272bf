// SPDX-License-Identifier: Apache-2.0
// Fills in and sends the forms of a page:
//   auto page = app.get("/login").form().set("user", "joe").check("remember").submit();
#pragma once

#include <loads/app.hpp>
#include <loads/detail/page_reader.hpp>

namespace loads {

// A form as it stands on a page, with what the page has filled in. Independent of the response that it came
// from; lives no longer than the test object of its user. A field or value that is not there is a PageError.
class Form {
public:
  // Made by AppResponse::form().
  Form(App& app, std::string page_url, std::string base_url, detail::FormParts parts)
      : app_(&app), page_url_(std::move(page_url)), base_url_(std::move(base_url)), parts_(std::move(parts)) {
  }

  const std::string& id() const { return parts_.id; }
  const std::string& name() const { return parts_.name; }
  // Where it goes, complete; "GET" or "POST".
  std::string action() const { return target(parts_.action); }
  std::string method() const { return parts_.method == "post" ? "POST" : "GET"; }
  bool has(std::string_view field) const { return find(field); }
  // What would be sent under that name; empty if nothing would. Of several the first.
  std::string get(std::string_view field) const;

  // Types a text, or chooses the option, radio button or checkbox with that value.
  Form& set(std::string_view field, const Text& value);
  // Of a select for several, or checkboxes of one name: exactly these values.
  Form& set_all(std::string_view field, const List<Text>& values);
  // Chooses the option that reads so; in a select for several besides those that are chosen.
  Form& select(std::string_view field, std::string_view label);
  // The checkbox of that name; with a value if there are several.
  Form& check(std::string_view field, const Text& value = {}) { return tick(field, value, true); }
  Form& uncheck(std::string_view field, const Text& value = {}) { return tick(field, value, false); }
  // Chooses a file, whose content is given; the form must be multipart/form-data.
  Form& upload(std::string_view field, std::string filename, std::string content,
               std::string content_type = "application/octet-stream");

  // Sends it, as if the button of that name (or with that value) was pressed; without one no button is sent.
  AppResponse submit(AppOptions options = {}, Where where = Where::here()) const {
    return send(nullptr, std::move(options), where);
  }
  AppResponse submit(std::string_view button, AppOptions options = {}, Where where = Where::here()) const {
    return send(&find_button(button), std::move(options), where);
  }

private:
  using Control = detail::FormControl;
  using Kind = detail::FormControl::Kind;

  const Control* find(std::string_view field) const;
  Control& need(std::string_view field);
  const Control& find_button(std::string_view button) const;
  Form& tick(std::string_view field, const Text& value, bool on);
  detail::FormChoice& find_choice(Control& select, std::string_view wanted,
                                  std::string detail::FormChoice::*by);
  std::string target(std::string_view action) const {
    return detail::resolve_url(base_url_, action.empty() ? page_url_ : action);
  }
  AppResponse send(const Control* button, AppOptions&& options, Where where) const;
  std::vector<Control> entries(const Control* button) const;
  [[noreturn]] void complain(std::string_view what, std::string_view before_names = {},
                             const std::vector<std::string>& names = {}) const;
  // "has no WHAT "NAME"; it has "a", "b""
  [[noreturn]] void complain_of_lack(std::string_view what, std::string_view name,
                                     const std::vector<std::string>& names) const;

  App* app_;
  std::string page_url_, base_url_;
  detail::FormParts parts_;
};

[[gnu::cold]] inline void Form::complain(std::string_view what, std::string_view before_names,
                                         const std::vector<std::string>& names) const {
  std::string message = "the form ";
  if (const std::string& own = parts_.id.empty() ? parts_.name : parts_.id; !own.empty()) {
    detail::append_quoted(message, own);
    message += ' ';
  }
  message.append("of ").append(page_url_).append(" ").append(what);
  for (std::size_t i = 0; i < names.size(); ++i) {
    message.append(i ? ", " : before_names);
    detail::append_quoted(message, names[i]);
  }
  throw PageError(message);
}

[[gnu::cold]] inline const Form::Control* Form::find(std::string_view field) const {
  for (const Control& control : parts_.controls)
    if (control.name == field && control.kind != Kind::button)
      return &control;
  return nullptr;
}

[[gnu::cold]] inline void Form::complain_of_lack(std::string_view what, std::string_view name,
                                                 const std::vector<std::string>& names) const {
  std::string text = "has no ";
  text.append(what).append(" ");
  detail::append_quoted(text, name);
  complain(text, "; it has ", names);
}

[[gnu::cold]] inline Form::Control& Form::need(std::string_view field) {
  if (const Control* found = find(field))
    return const_cast<Control&>(*found);
  std::vector<std::string> names;
  for (const Control& control : parts_.controls)
    if (control.kind != Kind::button && !control.name.empty() &&
        (names.empty() || names.back() != control.name))
      names.push_back(control.name);
  complain_of_lack("field", field, names);
}

[[gnu::cold]] inline const Form::Control& Form::find_button(std::string_view button) const {
  std::vector<std::string> names;
  for (const std::string Control::*by : {&Control::name, &Control::value})
    for (const Control& control : parts_.controls)
      if (control.kind == Kind::button && !(control.*by).empty()) {
        if (control.*by == button)
          return control;
        names.push_back(control.*by);
      }
  complain_of_lack("button", button, names);
}

[[gnu::cold]] inline std::string Form::get(std::string_view field) const {
  for (const Control& entry : entries(nullptr))
    if (entry.name == field)
      return entry.value;
  return {};
}

[[gnu::cold]] inline detail::FormChoice& Form::find_choice(Control& select, std::string_view wanted,
                                                           std::string detail::FormChoice::*by) {
  std::vector<std::string> there;
  for (detail::FormChoice& choice : select.choices) {
    if (choice.*by == wanted)
      return choice;
    there.push_back(choice.*by);
  }
  complain_of_lack("option", wanted, there);
}

[[gnu::cold]] inline Form& Form::set(std::string_view field, const Text& value) {
  Control& control = need(field);
  if (control.kind == Kind::file)
    complain("takes a file as \"" + control.name + "\": use upload()");
  if (control.kind == Kind::select || control.kind == Kind::radio || control.kind == Kind::checkbox)
    return set_all(field, {value});
  control.value = value.view();
  return *this;
}

[[gnu::cold]] inline Form& Form::set_all(std::string_view field, const List<Text>& values) {
  Control& control = need(field);
  if (control.kind == Kind::select) {
    if (values.size() != 1 && !control.multiple)
      complain("takes one value as \"" + control.name + "\"");
    std::vector<detail::FormChoice*> chosen;
    for (const Text& value : values)
      chosen.push_back(&find_choice(control, value.view(), &detail::FormChoice::value));
    for (detail::FormChoice& choice : control.choices)
      choice.selected = false;
    for (detail::FormChoice* choice : chosen)
      choice->selected = true;
    return *this;
  }
  if (control.kind != Kind::checkbox && control.kind != Kind::radio)
    complain("takes a text as \"" + control.name + "\": use set()");
  for (Control& each : parts_.controls)
    if (each.name == field && each.kind == Kind::checkbox)
      each.checked = false;
  for (const Text& value : values)
    tick(field, value, true);
  return *this;
}

[[gnu::cold]] inline Form& Form::select(std::string_view field, std::string_view label) {
  Control& control = need(field);
  if (control.kind != Kind::select)
    complain("has no options for \"" + control.name + "\": use set()");
  detail::FormChoice& chosen = find_choice(control, label, &detail::FormChoice::label);
  for (detail::FormChoice& choice : control.choices)
    choice.selected = choice.selected && control.multiple;
  chosen.selected = true;
  return *this;
}

// Radio buttons of one name go off when one of them goes on.
[[gnu::cold]] inline Form& Form::tick(std::string_view field, const Text& value, bool on) {
  need(field);
  Control* found = nullptr;
  std::vector<std::string> there;
  for (Control& control : parts_.controls)
    if (control.name == field && (control.kind == Kind::checkbox || control.kind == Kind::radio)) {
      there.push_back(control.value);
      if (!found && (!value.given() || control.value == value.view()))
        found = &control;
    }
  if (there.empty())
    complain("has nothing to tick as \"" + std::string(field) + "\": use set()");
  if (!found)
    complain_of_lack("value", value.view(), there);
  if (!value.given() && there.size() > 1)
    complain("has several values for \"" + std::string(field) + "\": ", "say which of ", there);
  for (Control& control : parts_.controls)
    if (on && control.name == field && control.kind == Kind::radio)
      control.checked = false;
  found->checked = on;
  return *this;
}

[[gnu::cold]] inline Form& Form::upload(std::string_view field, std::string filename, std::string content,
                                        std::string content_type) {
  Control& control = need(field);
  if (control.kind != Kind::file)
    complain("takes no file as \"" + control.name + "\": use set()");
  if (parts_.encoding != "multipart/form-data" || method() != "POST")
    complain("cannot send files: it has no enctype=\"multipart/form-data\" with method=\"post\"");
  control.filename = std::move(filename);
  control.value = std::move(content);
  control.content_type = std::move(content_type);
  return *this;
}

// What is sent, one entry for each name and value, in the order of the page.
[[gnu::cold]] inline std::vector<Form::Control> Form::entries(const Control* button) const {
  std::vector<Control> sent;
  const auto add = [&](const Control& control, std::string name, std::string value) {
    Control entry;
    entry.kind = control.kind;
    entry.name = std::move(name);
    entry.value = std::move(value);
    entry.filename = control.filename;
    entry.content_type = control.content_type;
    sent.push_back(std::move(entry));
  };
  for (const Control& control : parts_.controls) {
    const bool is_tick = control.kind == Kind::checkbox || control.kind == Kind::radio;
    const bool is_other_button = control.kind == Kind::button && &control != button;
    if (control.disabled || is_other_button || (is_tick && !control.checked))
      continue;
    if (control.image) {
      const std::string prefix = control.name.empty() ? "" : control.name + ".";
      add(control, prefix + "x", "0");
      add(control, prefix + "y", "0");
    } else if (control.name.empty()) {
      continue;
    } else if (control.kind == Kind::select) {
      for (const detail::FormChoice& choice : control.choices)
        if (choice.selected && !choice.disabled)
          add(control, control.name, choice.value);
    } else {
      add(control, control.name, control.value);
    }
  }
  return sent;
}

[[gnu::cold]] inline AppResponse Form::send(const Control* button, AppOptions&& options, Where where) const {
  const std::vector<Control> sent = entries(button);
  const bool own_method = button && !button->method.empty();
  const bool is_post = own_method ? button->method == "post" : method() == "POST";
  const bool has_parts = is_post && parts_.encoding == "multipart/form-data";
  std::string url = target(button && !button->action.empty() ? button->action : parts_.action);
  if (!is_post)
    url.resize(std::min(url.find('?'), url.size()));
  for (const Control& entry : sent) {
    if (has_parts && entry.kind == Kind::file)
      options.multipart.push_back(
          {entry.name, entry.value, entry.filename,
           entry.content_type.empty() ? "application/octet-stream" : entry.content_type});
    else if (has_parts)
      options.multipart.push_back({entry.name, entry.value, {}, {}});
    else
      (is_post ? options.form : options.params)
          .push_back({entry.name, entry.kind == Kind::file ? entry.filename : entry.value});
  }
  return app_->request(is_post ? "POST" : "GET", url, std::move(options), where);
}

[[gnu::cold]] inline std::vector<Form> AppResponse::forms() const {
  detail::PageParts parts = detail::PageReader::read(text());
  const std::string base = detail::resolve_url(url(), parts.base);
  std::vector<Form> forms;
  for (detail::FormParts& form : parts.forms)
    forms.emplace_back(*app_, std::string(url()), base, std::move(form));
  return forms;
}

[[gnu::cold]] inline Form AppResponse::form() const {
  std::vector<Form> all = forms();
  if (all.size() != 1)
    throw PageError(head() + " with " + std::to_string(all.size()) + " forms, not one" +
                    (all.empty() ? "" : "; give form() an id or name, or take one of forms()"));
  return std::move(all.front());
}

[[gnu::cold]] inline Form AppResponse::form(std::string_view id_or_name) const {
  std::string there;
  for (Form& form : forms()) {
    if (form.id() == id_or_name || form.name() == id_or_name)
      return std::move(form);
    detail::append_quoted(there.append(there.empty() ? "; there are " : ", "),
                          form.id().empty() ? form.name() : form.id());
  }
  std::string message = head() + " without a form ";
  detail::append_quoted(message, id_or_name);
  throw PageError(message + there);
}

[[gnu::cold]] inline AppResponse AppResponse::follow_link(const detail::PageParts& page,
                                                          std::string_view text, AppOptions&& options,
                                                          Where where) const {
  std::vector<const detail::Link*> found;
  for (const bool whole : {true, false}) {
    for (const detail::Link& link : page.links)
      if (whole ? link.text == text : link.text.find(text) != std::string::npos)
        found.push_back(&link);
    if (!found.empty())
      break;
  }
  bool alike = true;
  for (const detail::Link* link : found)
    alike = alike && link->target == found.front()->target;
  if (found.empty() || !alike) {
    std::string message = head() + (found.empty() ? " without a link " : " with several links ");
    detail::append_quoted(message, text);
    for (const detail::Link& link : page.links)
      detail::append_quoted(message.append(&link == &page.links.front() ? "; its links are " : ", "),
                            link.text);
    throw PageError(message);
  }
  const std::string base = detail::resolve_url(url(), page.base);
  return app_->get(detail::resolve_url(base, found.front()->target), std::move(options), where);
}

} // namespace loads
