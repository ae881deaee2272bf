// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/app_options.hpp>
#include <loads/response.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loads {

class App;
class Form; // #include <loads/form.hpp>

namespace detail {
struct PageParts;
class PageReader; // #include <loads/form.hpp>
} // namespace detail

// A text in a call, with the line of that call.
struct TextHere {
  template <detail::Textual T>
  TextHere(const T& value, Where place = Where::here()) : text(value), where(place) {}
  Text text;
  Where where;
};

// An answer that `app` got: a Response with more questions to it. What must be and is not ends the iteration
// as a failure. Lives no longer than the test object of its user.
class AppResponse : public Response {
public:
  AppResponse(App& app, std::string_view method, Response&& response)
      : Response(std::move(response)), app_(&app), method_(method) {}

  std::string_view method() const& { return method_; }

  // Whether the body has that text; as it is, or with each run of white space as one blank.
  bool contains(std::string_view text) const;

  // must_contain("tea", "coffee"): all of them. Each returns the response, for the next one.
  template <class... More>
  const AppResponse& must_contain(const TextHere& text, const More&... more) const& {
    for (const TextHere& each : {text, TextHere(more, text.where)...})
      require(contains(each.text.view()), "no", each);
    return *this;
  }
  template <class... More>
  const AppResponse& must_not_contain(const TextHere& text, const More&... more) const& {
    for (const TextHere& each : {text, TextHere(more, text.where)...})
      require(!contains(each.text.view()), "unexpectedly", each);
    return *this;
  }
  const AppResponse& must_have_status(const ExpectedStatus& status, Where where = Where::here()) const&;
  // The header is there, with that value if one is given.
  const AppResponse& must_have_header(std::string_view name, const Text& value = {},
                                      Where where = Where::here()) const&;

  template <class... More>
  AppResponse must_contain(const TextHere& text, const More&... more) && {
    std::as_const(*this).must_contain(text, more...);
    return std::move(*this);
  }
  template <class... More>
  AppResponse must_not_contain(const TextHere& text, const More&... more) && {
    std::as_const(*this).must_not_contain(text, more...);
    return std::move(*this);
  }
  AppResponse must_have_status(const ExpectedStatus& status, Where where = Where::here()) && {
    std::as_const(*this).must_have_status(status, where);
    return std::move(*this);
  }
  AppResponse must_have_header(std::string_view name, const Text& value = {},
                               Where where = Where::here()) && {
    std::as_const(*this).must_have_header(name, value, where);
    return std::move(*this);
  }

  bool is_redirect() const { return status() >= 300 && status() < 400 && has_header("Location"); }
  // The page that this redirect leads to; PageError if it is none.
  AppResponse follow(AppOptions options = {}, Where where = Where::here()) const;
  // The page behind all redirects, at most 30; this one if it is none. `options` are for each.
  AppResponse maybe_follow(const AppOptions& options = {}, Where where = Where::here()) &&;

  // What follows needs <loads/form.hpp>, which is not part of <loads/loads.hpp>.
  // The only form of the page; the one with that id or name; all of them.
  Form form() const;
  Form form(std::string_view id_or_name) const;
  std::vector<Form> forms() const;
  // The page behind the link whose text is that or, if none is, has that in it.
  template <class Reader = detail::PageReader>
  AppResponse click(std::string_view text, AppOptions options = {}, Where where = Where::here()) const {
    return follow_link(Reader::read(this->text()), text, std::move(options), where);
  }

  // "GET http://host/path answered 200 OK", and how the body begins.
  friend std::string to_string(const AppResponse& response) { return response.shown(); }

private:
  friend class App;

  AppResponse follow_link(const detail::PageParts& page, std::string_view text, AppOptions&& options,
                          Where where) const;
  std::string head() const; // "GET http://host/path answered 200 OK"
  std::string shown() const;
  void require(bool held, const char* what, const TextHere& text) const;
  [[noreturn]] void fail(std::string_view message, Where where) const;

  App* app_;
  std::string method_;
};

} // namespace loads
