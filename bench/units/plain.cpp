// A unit of moderate size that uses the standard library and no database.
#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace words {

using Counts = std::map<std::string, long>;

static std::string lower(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return word;
}

static std::vector<std::string> split(const std::string &text) {
  std::vector<std::string> found;
  std::istringstream in(text);
  for (std::string word; in >> word;)
    found.push_back(lower(word));
  return found;
}

class Counter {
public:
  void add(const std::string &text) {
    for (const std::string &word : split(text)) {
      std::lock_guard<std::mutex> guard(mutex_);
      ++counts_[word];
    }
  }

  Counts counts() const {
    std::lock_guard<std::mutex> guard(mutex_);
    return counts_;
  }

  long total() const {
    Counts copy = counts();
    return std::accumulate(
        copy.begin(), copy.end(), 0L,
        [](long sum, const auto &entry) { return sum + entry.second; });
  }

private:
  mutable std::mutex mutex_;
  Counts counts_;
};

class Stage {
public:
  virtual ~Stage() = default;
  virtual std::string run(const std::string &text) const = 0;
};

class Trim : public Stage {
public:
  std::string run(const std::string &text) const override {
    auto first = text.find_first_not_of(" \t\n");
    if (first == std::string::npos)
      return {};
    auto last = text.find_last_not_of(" \t\n");
    return text.substr(first, last - first + 1);
  }
};

class Replace : public Stage {
public:
  Replace(std::string from, std::string to)
      : from_(std::move(from)), to_(std::move(to)) {
    if (from_.empty())
      throw std::invalid_argument("nothing to replace");
  }

  std::string run(const std::string &text) const override {
    std::string out;
    std::size_t at = 0;
    for (std::size_t hit; (hit = text.find(from_, at)) != std::string::npos;
         at = hit + from_.size()) {
      out.append(text, at, hit - at);
      out += to_;
    }
    return out.append(text, at, std::string::npos);
  }

private:
  std::string from_;
  std::string to_;
};

class Pipeline {
public:
  template <typename T, typename... Args> Pipeline &then(Args &&...args) {
    stages_.push_back(std::make_unique<T>(std::forward<Args>(args)...));
    return *this;
  }

  std::string run(std::string text) const {
    for (const auto &stage : stages_)
      text = stage->run(text);
    return text;
  }

private:
  std::vector<std::unique_ptr<Stage>> stages_;
};

static void inParallel(const std::vector<std::string> &texts, unsigned threads,
                       const std::function<void(const std::string &)> &f) {
  std::vector<std::thread> running;
  for (unsigned t = 0; t < threads; ++t)
    running.emplace_back([&, t] {
      for (std::size_t i = t; i < texts.size(); i += threads)
        f(texts[i]);
    });
  for (std::thread &each : running)
    each.join();
}

static std::vector<std::pair<std::string, long>> top(const Counts &counts,
                                                     std::size_t limit) {
  std::vector<std::pair<std::string, long>> all(counts.begin(), counts.end());
  std::sort(all.begin(), all.end(),
            [](const auto &a, const auto &b) { return a.second > b.second; });
  all.resize(std::min(limit, all.size()));
  return all;
}

} // namespace words

int main(int argc, char **argv) {
  std::vector<std::string> texts(argv + 1, argv + argc);
  words::Pipeline pipeline;
  pipeline.then<words::Trim>().then<words::Replace>("--", " ");
  words::Counter counter;
  auto begin = std::chrono::steady_clock::now();
  words::inParallel(texts, 4, [&](const std::string &text) {
    counter.add(pipeline.run(text));
  });
  for (const auto &[word, count] : words::top(counter.counts(), 10))
    std::cout << word << ' ' << count << '\n';
  std::unordered_map<std::string, long> lengths;
  for (const std::string &text : texts)
    lengths[text] = static_cast<long>(text.size());
  auto spent = std::chrono::steady_clock::now() - begin;
  std::cout
      << counter.total() << " words, " << lengths.size() << " texts, "
      << std::chrono::duration_cast<std::chrono::milliseconds>(spent).count()
      << " ms\n";
}
