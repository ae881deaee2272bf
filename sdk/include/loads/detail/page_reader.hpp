// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/html.hpp>
#include <loads/detail/page_parts.hpp>

#pragma GCC visibility push(hidden)
namespace loads::detail {

// Finds the forms and links of a page, as tolerant of bad HTML as browsers are.
class PageReader {
public:
  [[gnu::cold]] static PageParts read(std::string_view page) {
    PageReader reader;
    HtmlReader html(page);
    for (HtmlToken token; html.next(token);)
      reader.take(token);
    reader.end_link();
    reader.end_select();
    for (auto& [form_id, control] : reader.strays_)
      reader.place(form_id, std::move(control));
    for (FormParts& form : reader.parts_.forms)
      settle(form);
    return std::move(reader.parts_);
  }

private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  [[gnu::cold]] void take(const HtmlToken& token) {
    switch (token.kind) {
    case HtmlToken::Kind::text:
      take_text(token.text);
      return;
    case HtmlToken::Kind::open:
      return open(token);
    case HtmlToken::Kind::close:
      return close(token.name);
    }
  }

  void take_text(std::string_view text) {
    if (is_code_)
      return;
    if (in_textarea_) { // the first line break is not part of it
      if (text.front() == '\r')
        text.remove_prefix(1);
      if (!text.empty() && text.front() == '\n')
        text.remove_prefix(1);
      control_.value = decode_references(text);
    } else if (in_option_) {
      text_ += text;
    }
    if (in_link_)
      link_.text += text;
  }

  [[gnu::cold]] void open(const HtmlToken& tag) {
    is_code_ = tag.name == "script" || tag.name == "style";
    if (tag.name == "form") {
      if (form_ == none) {
        form_ = parts_.forms.size();
        parts_.forms.push_back({tag.get("id"),
                                tag.get("name"),
                                tag.get("action"),
                                lower_case(tag.get("method")),
                                lower_case(tag.get("enctype")),
                                {}});
      }
    } else if (tag.name == "fieldset") {
      fieldsets_.push_back(tag.find("disabled"));
    } else if (tag.name == "input") {
      add_input(tag);
    } else if (tag.name == "textarea") {
      begin_control(tag, FormControl::Kind::text);
      in_textarea_ = true;
    } else if (tag.name == "select") {
      end_select();
      begin_control(tag, FormControl::Kind::select);
      control_.multiple = tag.find("multiple");
      in_select_ = true;
    } else if (tag.name == "optgroup") {
      end_option();
      group_disabled_ = tag.find("disabled");
    } else if (tag.name == "option") {
      begin_option(tag);
    } else if (tag.name == "button") {
      add_button(tag);
    } else if (tag.name == "a") {
      begin_link(tag);
    } else if (tag.name == "base" && parts_.base.empty()) {
      parts_.base = tag.get("href");
    } else if (tag.name == "img" && in_link_) {
      link_.text.append(" ").append(tag.get("alt")).append(" ");
    }
  }

  [[gnu::cold]] void close(std::string_view name) {
    is_code_ = false;
    if (name == "form") {
      end_select();
      form_ = none;
    } else if (name == "fieldset" && !fieldsets_.empty()) {
      fieldsets_.pop_back();
    } else if (name == "textarea" && in_textarea_) {
      in_textarea_ = false;
      add_control();
    } else if (name == "option") {
      end_option();
    } else if (name == "optgroup") {
      end_option();
      group_disabled_ = false;
    } else if (name == "select") {
      end_select();
    } else if (name == "a") {
      end_link();
    }
  }

  void begin_control(const HtmlToken& tag, FormControl::Kind kind) {
    control_ = FormControl();
    control_.kind = kind;
    control_.name = tag.get("name");
    control_.disabled = tag.find("disabled");
    for (const bool disabled : fieldsets_)
      control_.disabled = control_.disabled || disabled;
    owner_ = tag.get("form");
  }

  // To the form that it names, or else to the one around it.
  void add_control() {
    if (!owner_.empty())
      strays_.emplace_back(std::move(owner_), std::move(control_)); // that form may be yet to come
    else if (form_ != none)
      parts_.forms[form_].controls.push_back(std::move(control_));
    owner_.clear();
  }
  void place(std::string_view form_id, FormControl&& control) {
    for (FormParts& form : parts_.forms)
      if (form.id == form_id) {
        form.controls.push_back(std::move(control));
        return;
      }
  }

  [[gnu::cold]] void add_input(const HtmlToken& tag) {
    const std::string type = lower_case(tag.get("type"));
    if (type == "reset" || type == "button")
      return;
    const bool is_button = type == "submit" || type == "image";
    begin_control(tag, is_button            ? FormControl::Kind::button
                       : type == "checkbox" ? FormControl::Kind::checkbox
                       : type == "radio"    ? FormControl::Kind::radio
                       : type == "file"     ? FormControl::Kind::file
                                            : FormControl::Kind::text);
    const bool is_tick = type == "checkbox" || type == "radio";
    const std::string* value = tag.find("value");
    control_.value = value ? *value : is_tick ? "on" : "";
    control_.checked = tag.find("checked");
    control_.multiple = tag.find("multiple");
    control_.image = type == "image";
    read_button(tag);
    add_control();
  }

  void read_button(const HtmlToken& tag) {
    control_.action = tag.get("formaction");
    control_.method = lower_case(tag.get("formmethod"));
  }

  void add_button(const HtmlToken& tag) {
    const std::string type = lower_case(tag.get("type"));
    if (type == "reset" || type == "button")
      return;
    begin_control(tag, FormControl::Kind::button);
    control_.value = tag.get("value");
    read_button(tag);
    add_control();
  }

  void begin_option(const HtmlToken& tag) {
    end_option();
    if (!in_select_)
      return;
    in_option_ = true;
    const std::string* value = tag.find("value");
    has_value_ = value;
    control_.choices.push_back({value ? *value : "", tag.get("label"), tag.find("selected") != nullptr,
                                group_disabled_ || tag.find("disabled")});
  }

  void end_option() {
    if (!in_option_)
      return;
    in_option_ = false;
    FormChoice& choice = control_.choices.back();
    const std::string text = without_extra_space(decode_references(text_));
    text_.clear();
    if (!has_value_)
      choice.value = text;
    if (choice.label.empty())
      choice.label = text;
  }

  void end_select() {
    end_option();
    group_disabled_ = false;
    if (in_select_)
      add_control();
    in_select_ = false;
  }

  void begin_link(const HtmlToken& tag) {
    end_link();
    const std::string* target = tag.find("href");
    in_link_ = target;
    if (target)
      link_ = {"", *target};
  }
  void end_link() {
    if (!in_link_)
      return;
    in_link_ = false;
    link_.text = without_extra_space(decode_references(link_.text));
    parts_.links.push_back(std::move(link_));
  }

  // What is chosen when nobody has chosen: of several that may not be together the last, of a select with one
  // line the first.
  [[gnu::cold]] static void settle(FormParts& form) {
    for (std::size_t i = 0; i < form.controls.size(); ++i) {
      FormControl& control = form.controls[i];
      if (control.kind == FormControl::Kind::radio && control.checked)
        for (std::size_t before = 0; before < i; ++before)
          if (form.controls[before].kind == FormControl::Kind::radio &&
              form.controls[before].name == control.name)
            form.controls[before].checked = false;
      if (control.kind != FormControl::Kind::select || control.multiple)
        continue;
      FormChoice* chosen = nullptr;
      for (FormChoice& choice : control.choices)
        if (choice.selected || (!chosen && !choice.disabled)) {
          if (chosen)
            chosen->selected = false;
          chosen = &choice;
          choice.selected = true;
        }
    }
  }

  PageParts parts_;
  std::vector<std::pair<std::string, FormControl>> strays_; // with the form that they name
  std::size_t form_ = none;                                 // that we are in
  std::vector<bool> fieldsets_;                             // that we are in; whether disabled
  FormControl control_;                                     // being read
  std::string owner_;                                       // the form that it names
  std::string text_;                                        // of an option, so far
  Link link_;
  bool is_code_ = false, in_textarea_ = false, in_select_ = false, in_option_ = false, in_link_ = false;
  bool has_value_ = false, group_disabled_ = false;
};

} // namespace loads::detail
#pragma GCC visibility pop
